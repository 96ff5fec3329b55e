package io.millrace.rtsp;

import io.millrace.rtsp.auth.PeerAuthentication;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Answers what needs no session, and finds the session for the rest (RFC 2326, section 10).
 * Confined to the connection's event loop.
 */
final class RequestDispatcher {
    private final ServerContext server;
    private final RtspConnection connection;
    private final DescribeRequests describe;

    RequestDispatcher(ServerContext server, RtspConnection connection) {
        this.server = server;
        this.connection = connection;
        this.describe = new DescribeRequests(server);
    }

    /** For metrics: the method if we know it, so that peers cannot make up labels. */
    static String label(RtspRequest request) {
        return Method.of(request.method()).map(Method::name).orElse("other");
    }

    /** The answer, without CSeq; fails only by a mistake of ours. */
    CompletionStage<RtspResponse> handle(RtspRequest request) {
        try {
            return dispatch(request);
        } catch (RtspException e) {
            return done(RtspResponse.refusal(e.status(), e.reason()));
        }
    }

    private CompletionStage<RtspResponse> dispatch(RtspRequest request) throws RtspException {
        if (request.headers().first(Headers.CSEQ).isEmpty()) {
            throw RtspException.of(Status.BAD_REQUEST, "CSeq is missing (12.17)");
        }
        Optional<String> required = request.headers().joined(Headers.REQUIRE);
        if (required.isPresent() && !isBackChannel(required.get())) {
            return done(
                    RtspResponse.of(Status.OPTION_NOT_SUPPORTED)
                            .with(Headers.UNSUPPORTED, required.get()));
        }
        Method method = Method.of(request.method()).orElse(null);
        if (method == null || !server.application().answers(method)) {
            return done(
                    RtspResponse.of(Status.NOT_IMPLEMENTED).with(Headers.PUBLIC, publicMethods()));
        }
        return switch (method) {
            case OPTIONS -> options(request);
            case DESCRIBE, ANNOUNCE, SETUP -> authenticated(method, request);
            case PLAY, PAUSE, RECORD, TEARDOWN -> inSession(method, request, existing(request));
            case GET_PARAMETER, SET_PARAMETER -> parameter(method, request);
        };
    }

    private boolean isBackChannel(String required) {
        return server.application().takesBackChannels()
                && required.strip().equalsIgnoreCase(Headers.BACK_CHANNEL);
    }

    /** What begins something is asked for credentials; what follows names the session. */
    private CompletionStage<RtspResponse> authenticated(Method method, RtspRequest request)
            throws RtspException {
        return switch (connection.authentication().shownBy(request)) {
            case PeerAuthentication.Shown.Stale() -> done(connection.authentication().stale());
            case PeerAuthentication.Shown.Usable(Credentials shown) -> {
                Client client = clientOf(request, shown);
                yield switch (method) {
                    case DESCRIBE -> describe(request, client);
                    case ANNOUNCE -> announce(request, client);
                    default -> inSession(method, request, existingOrNewForSetup(request), client);
                };
            }
        };
    }

    private Client clientOf(RtspRequest request, Credentials shown) throws RtspException {
        return connection
                .client()
                .withCredentials(shown)
                .withQuery(RequestUrl.parse(request.url()).query())
                .withUserAgent(request.headers().first(Headers.USER_AGENT).orElse(""));
    }

    private CompletionStage<RtspResponse> options(RtspRequest request) {
        server.sessions().find(request.sessionId()).ifPresent(RtspSession::touch);
        return done(RtspResponse.of(Status.OK).with(Headers.PUBLIC, publicMethods()));
    }

    private String publicMethods() {
        return server.application().methods().stream()
                .map(Method::name)
                .collect(Collectors.joining(", "));
    }

    private CompletionStage<RtspResponse> describe(RtspRequest request, Client client)
            throws RtspException {
        RequestUrl url = RequestUrl.parse(request.url());
        PathName path = pathOf(url);
        if (!server.application().serves(Redirects.Role.READ)) {
            return done(elsewhere(Redirects.Role.READ, path, url));
        }
        boolean backChannels = request.headers().first(Headers.REQUIRE).isPresent();
        return describe.handle(url, new ReadRequest(path, client), connection, backChannels);
    }

    /** ANNOUNCE makes a session, and the answer names it: ffmpeg and GStreamer go on with it. */
    private CompletionStage<RtspResponse> announce(RtspRequest request, Client client)
            throws RtspException {
        RequestUrl url = RequestUrl.parse(request.url());
        PathName path = pathOf(url);
        if (!server.application().serves(Redirects.Role.PUBLISH)) {
            return done(elsewhere(Redirects.Role.PUBLISH, path, url));
        }
        RtspSession session = request.sessionId().isEmpty() ? newSession() : existing(request);
        return inSession(Method.ANNOUNCE, request, session, client);
    }

    /** A request for a role that this server does not have. */
    private RtspResponse elsewhere(Redirects.Role role, PathName path, RequestUrl url) {
        Optional<String> location =
                server.application().redirects().locationOf(role, path, url.query());
        if (location.isPresent()) {
            return RtspResponse.of(Status.FOUND).with(Headers.LOCATION, location.get());
        }
        String what =
                switch (role) {
                    case READ -> "this server has no streams to read";
                    case PUBLISH -> "this server does not take publishers";
                };
        return RtspResponse.refusal(Status.METHOD_NOT_ALLOWED, what).with("Allow", publicMethods());
    }

    private RtspSession existingOrNewForSetup(RtspRequest request) throws RtspException {
        if (!request.sessionId().isEmpty()) {
            return existing(request);
        }
        // Clients that do not take the session from the ANNOUNCE answer go on with SETUP.
        if (connection.sessions().size() == 1) {
            RtspSession only = connection.sessions().iterator().next();
            if (only.state() instanceof SessionState.PreRecord) {
                return only;
            }
        }
        if (!server.application().serves(Redirects.Role.READ)) {
            throw RtspException.of(
                    Status.METHOD_NOT_ALLOWED, "SETUP without ANNOUNCE: no streams to read here");
        }
        return newSession();
    }

    /** The session named, or without a name the only one of this connection. */
    private RtspSession existing(RtspRequest request) throws RtspException {
        String id = request.sessionId();
        if (id.isEmpty() && connection.sessions().size() == 1) {
            return connection.sessions().iterator().next();
        }
        return server.sessions()
                .find(id)
                .orElseThrow(() ->
                        RtspException.of(
                                Status.SESSION_NOT_FOUND,
                                id.isEmpty() ? "no session named" : "no such session"));
    }

    private RtspSession newSession() throws RtspException {
        if (server.sessions().size() >= server.settings().limits().sessions()) {
            throw RtspException.of(Status.NOT_ENOUGH_BANDWIDTH, "too many sessions");
        }
        return RtspSession.open(server, connection);
    }

    /** Parameters are a sign of life with an empty body (10.8); we have none to get or set. */
    private CompletionStage<RtspResponse> parameter(Method method, RtspRequest request)
            throws RtspException {
        if (request.sessionId().isEmpty() && connection.sessions().size() != 1) {
            return done(server.application().parameter(method, request, Optional.empty()));
        }
        return inSession(method, request, existing(request));
    }

    static RtspResponse parameterAnswer(RtspRequest request) {
        return request.bodyText().isBlank()
                ? RtspResponse.of(Status.OK)
                : RtspResponse.of(Status.PARAMETER_NOT_UNDERSTOOD);
    }

    private CompletionStage<RtspResponse> inSession(
            Method method, RtspRequest request, RtspSession session) {
        return inSession(method, request, session, connection.client());
    }

    private CompletionStage<RtspResponse> inSession(
            Method method, RtspRequest request, RtspSession session, Client client) {
        return session.submit(method, request, connection, client);
    }

    static PathName pathOf(RequestUrl url) throws RtspException {
        Optional<String> problem = PathName.problem(url.path());
        if (problem.isPresent()) {
            throw RtspException.of(Status.BAD_REQUEST, problem.get());
        }
        return new PathName(url.path());
    }

    private static CompletionStage<RtspResponse> done(RtspResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
