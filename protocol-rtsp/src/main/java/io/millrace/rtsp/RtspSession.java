package io.millrace.rtsp;

import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.publish.Recording;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RTSP session (RFC 2326, section 3.4). Lives on the event loop of the connection that opened
 * it; requests may come over others, and are answered one after the other. The transitions are in
 * {@link SessionState}; {@link ReadRequests} and {@link PublishRequests} make them.
 */
final class RtspSession implements PeerSession {
    private static final Logger LOG = LoggerFactory.getLogger(RtspSession.class);
    private static final long CHECK_MILLIS = 500;

    private final ServerContext server;
    private final RtspConnection opener;
    private final EventExecutor executor;
    private final String id;
    private final ReadRequests readRequests;
    private final PublishRequests publishRequests;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Promise<EndReason> ended;
    private boolean answering;
    private volatile SessionState state = new SessionState.Init();
    private volatile long lastSignNanos = System.nanoTime();
    private @Nullable ScheduledFuture<?> check;

    private record Waiting(
            Method method,
            RtspRequest request,
            RtspConnection from,
            Client client,
            CompletableFuture<RtspResponse> answer) {}

    private RtspSession(ServerContext server, RtspConnection opener) {
        this.server = server;
        this.opener = opener;
        this.executor = opener.channel().eventLoop();
        this.id = server.sessions().newId();
        this.readRequests = new ReadRequests(server, this);
        this.publishRequests = new PublishRequests(server, this);
        this.ended = executor.newPromise();
    }

    /** Opens a session; called on the connection's event loop. */
    static RtspSession open(ServerContext server, RtspConnection opener) {
        RtspSession session = new RtspSession(server, opener);
        server.sessions().add(session);
        opener.sessions().add(session);
        server.count("rtsp_sessions");
        server.application().events().onSessionOpen(session);
        session.check =
                session.executor.scheduleAtFixedRate(
                        session::checkAlive, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        return session;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Client client() {
        return opener.client();
    }

    @Override
    public void end(String why) {
        executor.execute(() -> end(EndReason.of(EndReason.Kind.KICKED, why)));
    }

    EventExecutor executor() {
        return executor;
    }

    /** For people. */
    String peer() {
        return opener.peer();
    }

    RtspConnection opener() {
        return opener;
    }

    SessionState state() {
        return state;
    }

    /** Completed when the session is over. */
    Future<EndReason> ended() {
        return ended;
    }

    /** A sign of life of the peer: a request, a receiver report. Any thread. */
    void touch() {
        lastSignNanos = System.nanoTime();
    }

    /** Answers a request of this session; any thread. The answer names the session. */
    CompletionStage<RtspResponse> submit(
            Method method, RtspRequest request, RtspConnection from, Client client) {
        touch();
        CompletableFuture<RtspResponse> answer = new CompletableFuture<>();
        Waiting one = new Waiting(method, request, from, client, answer);
        if (executor.inEventLoop()) {
            enqueue(one);
        } else {
            executor.execute(() -> enqueue(one));
        }
        return answer;
    }

    private void enqueue(Waiting one) {
        if (waiting.size() >= server.settings().limits().waitingRequests()) {
            one.answer().complete(RtspResponse.refusal(Status.BAD_REQUEST, "too many requests"));
            return;
        }
        waiting.add(one);
        handleNext();
    }

    private void handleNext() {
        while (!answering) {
            Waiting next = waiting.poll();
            if (next == null) {
                return;
            }
            answering = true;
            var _ =
                    handle(next)
                            .handle((response, failure) -> {
                                onHandled(next, response, failure);
                                return null;
                            });
        }
    }

    private void onHandled(
            Waiting done, @Nullable RtspResponse response, @Nullable Throwable failure) {
        if (!executor.inEventLoop()) {
            executor.execute(() -> onHandled(done, response, failure));
            return;
        }
        answering = false;
        if (state instanceof SessionState.Init) {
            // Its first request was refused: there is nothing to go on with.
            end(EndReason.of(EndReason.Kind.PEER_LEFT, "first request was refused"));
        }
        if (response != null) {
            done.answer().complete(withSession(response));
            if (state instanceof SessionState.PreRecord(PublishPlan plan)) {
                become(new SessionState.PreRecord(plan.answeredAt(done.from().lastAnswerMicros())));
            }
        } else {
            done.answer()
                    .completeExceptionally(
                            failure == null ? new IllegalStateException("no answer") : failure);
        }
        handleNext();
    }

    private RtspResponse withSession(RtspResponse response) {
        boolean open =
                !(state instanceof SessionState.Closed) && !(state instanceof SessionState.Init);
        if (!open || response.code() == Status.SESSION_NOT_FOUND.code()) {
            return response;
        }
        long seconds = server.settings().sessionTimeout().toSeconds();
        return response.with(Headers.SESSION, id + ";timeout=" + seconds);
    }

    private CompletionStage<RtspResponse> handle(Waiting one) {
        try {
            return handleInState(one);
        } catch (RtspException e) {
            return CompletableFuture.completedFuture(RtspResponse.refusal(e.status(), e.reason()));
        }
    }

    private CompletionStage<RtspResponse> handleInState(Waiting one) throws RtspException {
        if (state instanceof SessionState.Closed) {
            throw RtspException.of(Status.SESSION_NOT_FOUND, "session is closed");
        }
        Method method = one.method();
        if (!state.allows(method)) {
            throw RtspException.of(
                    Status.METHOD_NOT_VALID_IN_THIS_STATE,
                    method + " while the session is " + state.label());
        }
        return switch (method) {
            case ANNOUNCE -> publishRequests.announce(one.request(), one.client());
            case SETUP ->
                    state instanceof SessionState.PreRecord
                            ? publishRequests.setup(one.request(), one.from())
                            : readRequests.setup(one.request(), one.from(), one.client());
            case PLAY ->
                    readRequests
                            .play(one.request())
                            .thenApply(answer -> withScale(one.request(), answer));
            case RECORD -> publishRequests.record();
            case PAUSE -> pause();
            case TEARDOWN -> tearDown();
            case SET_PARAMETER -> publishRequests.setParameter(one.request(), one.from());
            case GET_PARAMETER, OPTIONS, DESCRIBE ->
                    done(server.application().parameter(method, one.request(), Optional.of(this)));
        };
    }

    /** Media goes at the pace at which it came; who asks for another is told (12.34). */
    private static RtspResponse withScale(RtspRequest request, RtspResponse answer) {
        boolean asked = request.headers().first(Headers.SCALE).isPresent();
        return asked && answer.code() == Status.OK.code()
                ? answer.with(Headers.SCALE, "1.0")
                : answer;
    }

    private CompletionStage<RtspResponse> pause() throws RtspException {
        server.application().onStateRequest(Method.PAUSE, this);
        EndReason paused = EndReason.of(EndReason.Kind.PEER_LEFT, "paused");
        switch (state) {
            case SessionState.Reading(ReadPlan plan, var playback) -> {
                become(new SessionState.PreRead(plan.pausedAt(playback.place())));
                playback.close();
            }
            case SessionState.Recording(PublishPlan plan, var session) -> {
                session.close(paused);
                become(new SessionState.PreRecord(plan));
            }
            case SessionState.Init _,
                    SessionState.PreRead _,
                    SessionState.PreRecord _,
                    SessionState.Closed _ -> {}
        }
        return done(RtspResponse.of(Status.OK));
    }

    private CompletionStage<RtspResponse> tearDown() {
        end(EndReason.of(EndReason.Kind.PEER_LEFT, "TEARDOWN"));
        return done(RtspResponse.of(Status.OK));
    }

    /** Sends reports in the way that each track of a plan was set up. */
    Recording.ReportSender reportSender(PublishPlan plan) {
        return new RtcpSender(server.udpPorts().socketsOf(executor), plan.transports())::send;
    }

    void become(SessionState next) {
        state = next;
    }

    /** The connection that opened it is gone; what travelled in it is over. On its loop. */
    void onConnectionClosed() {
        if (!outlivesConnection()) {
            end(EndReason.of(EndReason.Kind.PEER_LEFT, "connection closed"));
        }
    }

    /** Sessions over UDP live on until their time-out: the peer may come back (1.1, 3.4). */
    private boolean outlivesConnection() {
        return switch (state) {
            case SessionState.Reading(ReadPlan plan, _) -> onlyUdp(plan.transports().values());
            case SessionState.PreRead(ReadPlan plan) -> onlyUdp(plan.transports().values());
            case SessionState.Recording(PublishPlan plan, _) -> onlyUdp(plan.transports().values());
            case SessionState.Init _, SessionState.PreRecord _, SessionState.Closed _ -> false;
        };
    }

    private static boolean onlyUdp(Iterable<TrackTransport> transports) {
        for (TrackTransport transport : transports) {
            if (transport instanceof TrackTransport.Tcp) {
                return false;
            }
        }
        return true;
    }

    private void checkAlive() {
        long nowMicros = nowMicros();
        long readTimeoutMicros = server.settings().readTimeout().toNanos() / 1_000;
        switch (state) {
            case SessionState.Reading(ReadPlan plan, var playback) -> {
                if (playback.stalledMicros(nowMicros) >= readTimeoutMicros) {
                    end(EndReason.of(EndReason.Kind.STALLED, "reader takes nothing"));
                } else if (onlyUdp(plan.transports().values())) {
                    endIfSilent();
                }
            }
            case SessionState.Recording(_, var session) -> {
                session.tick(nowMicros);
                if (session.silentMicros(nowMicros) >= readTimeoutMicros) {
                    end(EndReason.of(EndReason.Kind.PEER_LEFT, "publisher sends nothing"));
                }
            }
            case SessionState.Init _, SessionState.PreRead _, SessionState.PreRecord _ ->
                    endIfSilent();
            case SessionState.Closed _ -> {}
        }
    }

    private long nowMicros() {
        return server.wallClockMicros().getAsLong();
    }

    private void endIfSilent() {
        long silentNanos = System.nanoTime() - lastSignNanos;
        if (silentNanos >= server.settings().sessionTimeout().toNanos()) {
            end(EndReason.of(EndReason.Kind.PEER_LEFT, "no sign of life, session timed out"));
        }
    }

    /**
     * Ends the session: on its executor. Where the peer did not ask for it, connections that carry
     * its media are closed, as RTSP 1.0 has no other way to tell.
     */
    void end(EndReason reason) {
        SessionState before = state;
        if (before instanceof SessionState.Closed) {
            return;
        }
        become(new SessionState.Closed(reason));
        switch (before) {
            case SessionState.Init _, SessionState.PreRead _, SessionState.PreRecord _ -> {}
            case SessionState.Reading(_, var playback) -> playback.close();
            case SessionState.Recording(_, var session) -> session.close(reason);
            case SessionState.Closed _ -> {}
        }
        releaseTransports(before, reason);
        if (check != null) {
            check.cancel(false);
        }
        server.sessions().remove(this);
        opener.sessions().remove(this);
        server.count("rtsp_sessions_ended", "reason", reason.kind().name());
        LOG.info("{}: session {} ({}) ended: {}", peer(), id, before.label(), reason.text());
        ended.trySuccess(reason);
        server.application().events().onSessionClose(this, reason);
    }

    private void releaseTransports(SessionState before, EndReason reason) {
        boolean closeConnections = reason.kind() != EndReason.Kind.PEER_LEFT;
        switch (before) {
            case SessionState.Init _, SessionState.Closed _ -> {}
            case SessionState.PreRead(ReadPlan plan) ->
                    release(plan.transports().values(), closeConnections);
            case SessionState.Reading(ReadPlan plan, _) ->
                    release(plan.transports().values(), closeConnections);
            case SessionState.PreRecord(PublishPlan plan) ->
                    release(plan.transports().values(), closeConnections);
            case SessionState.Recording(PublishPlan plan, _) ->
                    release(plan.transports().values(), closeConnections);
        }
        if (closeConnections) {
            var _ = opener.channel().close();
        }
    }

    private void release(Iterable<TrackTransport> transports, boolean closeConnections) {
        for (TrackTransport transport : transports) {
            switch (transport) {
                case TrackTransport.Tcp(RtspConnection connection, var channels, _) -> {
                    connection.free(channels);
                    if (closeConnections) {
                        var _ = connection.channel().close();
                    }
                }
                case TrackTransport.Multicast(var group, _) -> group.release();
                case TrackTransport.Udp(var rtp, var rtcp, _) ->
                        server.udpPorts().unregister(rtp, rtcp);
            }
        }
    }

    private static CompletionStage<RtspResponse> done(RtspResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
