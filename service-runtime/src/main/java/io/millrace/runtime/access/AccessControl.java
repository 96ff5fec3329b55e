package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.runtime.config.AuthConfig.RtspMethod;
import io.millrace.runtime.config.PathSettings;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import io.millrace.stream.Ticker;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may publish, read and operate. Each question runs on a virtual thread of its own, so
 * that slow servers, hashes and the delay of wrong answers hold up nobody else. A change of the
 * settings holds for the next question, and ends running sessions that have lost their permission.
 * Thread-safe, never blocks its caller.
 */
public final class AccessControl implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessControl.class);
    private static final long TICK_MILLIS = 500;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Counters counters;
    private final HttpClient client;
    private final FailureBook failures;
    private final RunningSessions sessions;
    private final SessionLimits limits;
    private final Ticker.Registration tick;
    private volatile AccessPolicy policy;

    public AccessControl(
            AccessSettings settings, Counters counters, InstantSource clock, Ticker ticker) {
        this.counters = counters;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .executor(task -> Thread.ofVirtual().name("access-http").start(task))
                        .build();
        this.failures = new FailureBook(clock);
        this.policy =
                AccessPolicy.first(
                        settings, new AccessPolicy.Surroundings(client, clock, new Argon2Turns()));
        this.sessions = new RunningSessions(clock);
        this.limits = new SessionLimits(() -> policy.settings());
        this.tick = ticker.every(TICK_MILLIS, sessions::endExpired);
    }

    /**
     * Asks for a permission.
     *
     * @return fails with {@link RefusedException}
     */
    public CompletionStage<Grant> check(Action action, PathName path, Client client) {
        return check(AccessRequest.of(action, path, client));
    }

    /** Likewise, also for what is of no path. */
    public CompletionStage<Grant> check(AccessRequest request) {
        if (request.client().isInternal()) {
            return CompletableFuture.completedFuture(Grant.of("", "inside"));
        }
        AccessPolicy current = policy;
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        if (current.isImmediate(request)) {
            answer(current, request, answer);
        } else {
            Thread.ofVirtual().name("access").start(() -> answer(current, request, answer));
        }
        return answer;
    }

    private void answer(
            AccessPolicy current, AccessRequest request, CompletableFuture<Grant> answer) {
        try {
            if (isBlocked(request)) {
                refuse(request, answer, RefusedException.Cause.LIMIT, "too many wrong credentials");
                return;
            }
            switch (current.decide(request)) {
                case Answer.Granted(Grant grant) -> {
                    count(request, "granted");
                    answer.complete(grant);
                }
                case Answer.Denied(Answer.Reason reason, String message) ->
                        deny(request, answer, reason, message);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            refuse(request, answer, RefusedException.Cause.UNAVAILABLE, "server is going down");
        } catch (RuntimeException failure) {
            // The edge of this thread: a failure of ours must still answer the peer.
            answer.completeExceptionally(failure);
        }
    }

    /**
     * How {@link #check} would decide, and by which setting. Wrong credentials count nowhere and
     * are answered at once, so this is for operators only.
     */
    public CompletionStage<Decision> explain(AccessRequest request) {
        AccessPolicy current = policy;
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("access-explain")
                .start(() -> {
                    try {
                        answer.complete(Decision.of(current, request));
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        answer.completeExceptionally(interrupted);
                    } catch (RuntimeException failure) {
                        // The edge of this thread: a failure of ours must still answer.
                        answer.completeExceptionally(failure);
                    }
                });
        return answer;
    }

    private boolean isBlocked(AccessRequest request) {
        return !request.showsNothing() && request.address().filter(failures::isBlocked).isPresent();
    }

    private void deny(
            AccessRequest request,
            CompletableFuture<Grant> answer,
            Answer.Reason reason,
            String message)
            throws InterruptedException {
        switch (reason) {
            case MISSING ->
                    refuse(request, answer, RefusedException.Cause.UNAUTHENTICATED, message);
            case WRONG -> {
                noteFailure(request, message);
                Thread.sleep(Duration.ofMillis(randomDelayMillis()));
                refuse(request, answer, RefusedException.Cause.UNAUTHENTICATED, message);
            }
            case UNAVAILABLE ->
                    refuse(request, answer, RefusedException.Cause.UNAVAILABLE, message);
            case FORBIDDEN -> {
                LOG.info("{}: {} path={}", request.client(), message, request.pathText());
                refuse(request, answer, RefusedException.Cause.FORBIDDEN, message);
            }
        }
    }

    private long randomDelayMillis() {
        long longest = policy.settings().auth().failureDelay().toMillis();
        return longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    private void noteFailure(AccessRequest request, String message) {
        LOG.warn(
                "{}: {} refused: {} user='{}' path={}",
                request.client(),
                ActionText.of(request.action()),
                message,
                shortened(Proof.userOf(request.credentials())),
                request.pathText());
        Optional<String> fingerprint =
                switch (request.credentials()) {
                    case Credentials.Password(String user, String text) ->
                            Optional.of(user + "\n" + text);
                    case Credentials.Token(String value) -> Optional.of(value);
                    case Credentials.None _, Credentials.Digest _ -> Optional.empty();
                };
        request.address().ifPresent(address -> failures.failed(address, fingerprint));
    }

    private static String shortened(String user) {
        String line = user.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 64 ? line : line.substring(0, 64);
    }

    private void refuse(
            AccessRequest request,
            CompletableFuture<Grant> answer,
            RefusedException.Cause cause,
            String message) {
        count(request, cause.name().toLowerCase(Locale.ROOT));
        answer.completeExceptionally(new RefusedException(cause, message));
    }

    private void count(AccessRequest request, String result) {
        counters.counter(
                        "access_checks",
                        "action",
                        ActionText.of(request.action()),
                        "protocol",
                        request.client().protocol(),
                        "result",
                        result)
                .increment();
    }

    /**
     * Why the path is not read here over the client's protocol: it is served elsewhere, or not over
     * that; a reader that reads already goes on. Every way to read a path asks this.
     */
    public Optional<RefusedException> readRefusal(PathName path, Client client) {
        PathSettings settings = policy.settings().paths().settingsOf(path);
        return client.isInternal()
                ? Optional.empty()
                : ReadProtocols.moved(settings.redirect(), path, client.protocol())
                        .or(() ->
                                ReadProtocols.refusal(
                                        settings.protocols(), path, client.protocol()));
    }

    /**
     * Whether a grant that another process gave holds still: what it rests on is in these settings.
     *
     * @param isBasis whether this is what it rests on
     */
    public boolean stillRests(AccessRequest request, Predicate<Object> isBasis) {
        return policy.stillRests(request, isBasis);
    }

    /** How RTSP peers may prove who they are, in the order to offer. */
    public List<RtspMethod> challenges() {
        AccessSettings current = policy.settings();
        boolean digest = current.digestWorks();
        List<RtspMethod> usable =
                current.auth().rtspMethods().stream()
                        .filter(method -> digest || method != RtspMethod.DIGEST)
                        .toList();
        return usable.isEmpty() ? List.of(RtspMethod.BASIC) : usable;
    }

    /** How many sessions and connections there may be. */
    public SessionLimits limits() {
        return limits;
    }

    /**
     * Watches over a session that was admitted.
     *
     * @param end called at most once, on any thread, when its permission is gone
     */
    RunningSessions.Registration watch(
            AccessRequest request, Grant grant, Consumer<EndReason> end) {
        AccessPolicy current = policy;
        RunningSessions.Registration registration = sessions.add(request, grant, end);
        if (!request.client().isInternal() && !current.keeps(grant, request)) {
            recheck(current, registration);
        }
        return registration;
    }

    /** Goes by other settings from now on. */
    public void update(AccessSettings settings) {
        if (settings.equals(policy.settings())) {
            return;
        }
        AccessPolicy next = policy.next(settings);
        policy = next;
        sessions.forEach(session -> {
            if (!session.request().client().isInternal()
                    && !next.keeps(session.grant(), session.request())) {
                recheck(next, session);
            }
        });
    }

    private void recheck(AccessPolicy current, RunningSessions.Registration session) {
        Thread.ofVirtual()
                .name("access-recheck")
                .start(() -> {
                    try {
                        switch (current.decide(session.request())) {
                            case Answer.Granted(Grant grant) -> session.renew(grant);
                            case Answer.Denied(Answer.Reason reason, String message) -> {
                                // Who cannot be asked now took nothing away.
                                if (reason != Answer.Reason.UNAVAILABLE) {
                                    session.end("permission was withdrawn: " + message);
                                }
                            }
                        }
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public void close() {
        tick.close();
        client.shutdownNow();
    }
}
