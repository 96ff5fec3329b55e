package io.millrace.runtime.access;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.millrace.runtime.config.AuthConfig;
import io.millrace.stream.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server of the operator's: a POST with the request as JSON, of which 20x means yes. A peer
 * that shows nothing is asked about too; a no then makes the peer send its credentials. What the
 * server says is kept only as long as the settings allow. A slow server holds up its own peers
 * only: each waits on a thread of its own, {@value #MAX_WAITING} at most at a time.
 */
final class HttpAuthority implements Authority {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAuthority.class);
    private static final int MAX_WAITING = 1_000;
    private static final int FORBIDDEN = 403;
    private static final int SERVER_ERRORS = 500;

    private final AuthConfig.Http settings;
    private final HttpClient client;
    private final YesCache cache;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    HttpAuthority(AuthConfig.Http settings, HttpClient client, YesCache cache) {
        this.settings = settings;
        this.client = client;
        this.cache = cache;
    }

    @Override
    public Answer ask(AccessRequest request) throws InterruptedException {
        if (settings.address().isEmpty()) {
            return Answer.denied(Answer.Reason.UNAVAILABLE, "no authentication server is set");
        }
        if (settings.excluded().contains(request.action())) {
            return Answer.granted(grant(request));
        }
        Map<String, Object> question = question(request);
        if (cache.holds(question)) {
            return Answer.granted(grant(request));
        }
        if (!waiting.tryAcquire()) {
            return Answer.denied(
                    Answer.Reason.UNAVAILABLE, "too many peers wait for the authentication server");
        }
        try {
            return ask(settings.address().get(), request, question);
        } catch (IOException unreachable) {
            LOG.warn("authentication server {}: {}", settings.address().get(), unreachable + "");
            return Answer.denied(
                    Answer.Reason.UNAVAILABLE, "the authentication server does not answer");
        } finally {
            waiting.release();
        }
    }

    private Answer ask(URI address, AccessRequest request, Map<String, Object> question)
            throws IOException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(question);
        body.put("id", UUID.randomUUID().toString());
        HttpRequest post =
                HttpRequest.newBuilder(address)
                        .timeout(settings.timeout())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JSONObjectUtils.toJSONString(body)))
                        .build();
        int status = client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 == 2) {
            cache.add(question);
            return Answer.granted(grant(request));
        }
        if (status >= SERVER_ERRORS) {
            LOG.warn("authentication server {} answered {}", address, status);
            return Answer.denied(Answer.Reason.UNAVAILABLE, "the authentication server fails");
        }
        if (request.showsNothing() || request.credentials() instanceof Credentials.Digest) {
            return Answer.denied(Answer.Reason.MISSING, "credentials are needed");
        }
        return status == FORBIDDEN
                ? Answer.denied(Answer.Reason.FORBIDDEN, "the authentication server forbids it")
                : Answer.denied(Answer.Reason.WRONG, "wrong credentials");
    }

    private Grant grant(AccessRequest request) {
        return Grant.of(Proof.userOf(request.credentials()), settings);
    }

    private static Map<String, Object> question(AccessRequest request) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("ip", request.address().map(InetAddress::getHostAddress).orElse(""));
        question.put("user", Proof.userOf(request.credentials()));
        question.put(
                "password",
                request.credentials() instanceof Credentials.Password shown
                        ? shown.password()
                        : "");
        question.put(
                "token",
                request.credentials() instanceof Credentials.Token shown ? shown.value() : "");
        question.put("action", ActionText.of(request.action()));
        question.put("path", request.pathText());
        question.put("protocol", request.client().protocol());
        question.put("query", request.client().query());
        question.put("userAgent", request.client().userAgent());
        return question;
    }
}
