package io.millrace.rtsp;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.publish.Recording;
import io.millrace.rtsp.srtp.KeyManagement;
import io.millrace.rtsp.srtp.MikeyException;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SrtpKey;
import io.millrace.rtsp.srtp.SrtpReceiver;
import io.millrace.rtsp.srtp.SrtpSession;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * ANNOUNCE, SETUP and RECORD of publishers (RFC 2326, sections 10.3, 10.4 and 10.11). On the
 * session's executor.
 */
final class PublishRequests {
    private final ServerContext server;
    private final RtspSession session;
    private final TransportChoice transports;

    PublishRequests(ServerContext server, RtspSession session) {
        this.server = server;
        this.session = session;
        this.transports = new TransportChoice(server, session);
    }

    CompletionStage<RtspResponse> announce(RtspRequest request, Client client)
            throws RtspException {
        PathName path = RequestDispatcher.pathOf(RequestUrl.parse(request.url()));
        requireSdp(request);
        if (session.state() instanceof SessionState.Recording(PublishPlan plan, var recording)) {
            if (!plan.path().equals(path)) {
                throw RtspException.of(
                        Status.AGGREGATE_OPERATION_NOT_ALLOWED, "session is of another path");
            }
            recording.describeAnew(request.bodyText());
            return done(RtspResponse.of(Status.OK));
        }
        Application.Announcing announcing =
                new Application.Announcing(path, client, request.bodyText(), session);
        return server.application()
                .announce(announcing)
                .handleAsync(
                        (announced, failure) ->
                                failure == null
                                        ? announced(path, announced)
                                        : DescribeRequests.refusal(failure),
                        session.executor());
    }

    private RtspResponse announced(PathName path, AnnouncedStream announced) {
        if (!(session.state() instanceof SessionState.Init)) {
            return RtspResponse.of(Status.SESSION_NOT_FOUND);
        }
        session.become(new SessionState.PreRecord(PublishPlan.of(path, announced)));
        return RtspResponse.of(Status.OK);
    }

    private static void requireSdp(RtspRequest request) throws RtspException {
        String type = request.headers().first(Headers.CONTENT_TYPE).orElse("application/sdp");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/sdp")) {
            throw RtspException.of(Status.UNSUPPORTED_MEDIA_TYPE, "ANNOUNCE takes application/sdp");
        }
    }

    CompletionStage<RtspResponse> setup(RtspRequest request, RtspConnection from)
            throws RtspException {
        if (!(session.state() instanceof SessionState.PreRecord(PublishPlan plan))) {
            throw RtspException.of(Status.METHOD_NOT_VALID_IN_THIS_STATE, "SETUP");
        }
        OptionalInt track = plan.trackOf(request.url());
        if (track.isEmpty()) {
            throw leftOutOrUnknown(plan);
        }
        int id = track.getAsInt();
        if (plan.transports().containsKey(id)) {
            throw RtspException.of(
                    Status.METHOD_NOT_VALID_IN_THIS_STATE, "track is set up already");
        }
        TransportChoice.Receivers receivers =
                new TransportChoice.Receivers(
                        packet -> onRtp(id, packet),
                        packet -> onRtcp(id, packet),
                        Optional::empty,
                        shown -> security(plan, id, shown));
        TrackTransport transport = transports.choose(request, from, true, receivers, _ -> true);
        session.become(new SessionState.PreRecord(plan.with(id, transport)));
        return done(transports.answered(request, transport, true, Optional.empty()));
    }

    /** The key of SETUP, else that of ANNOUNCE; our reports have one of their own. */
    private static SrtpSession security(PublishPlan plan, int track, Optional<MikeyMessage> shown)
            throws RtspException {
        Optional<MikeyMessage> theirs = shown;
        try {
            Optional<String> announced = plan.announced().keyManagement(track);
            if (theirs.isEmpty() && announced.isPresent()) {
                theirs = KeyManagement.ofAttribute(announced.get());
            }
        } catch (MikeyException e) {
            throw RtspException.of(Status.KEY_MANAGEMENT_FAILURE, String.valueOf(e.getMessage()));
        }
        if (theirs.isEmpty()) {
            throw RtspException.of(Status.KEY_MANAGEMENT_FAILURE, "RTP/SAVP without a MIKEY key");
        }
        return SrtpSession.of(SrtpKey.random(), 0, theirs);
    }

    /** SET_PARAMETER: a new key, else what the application makes of it. */
    CompletionStage<RtspResponse> setParameter(RtspRequest request, RtspConnection from)
            throws RtspException {
        Optional<String> keyManagement = request.headers().first(Headers.KEY_MGMT);
        if (keyManagement.isPresent() && !from.isSecure()) {
            throw RtspException.of(Status.KEY_MANAGEMENT_FAILURE, "keys are for RTSPS only");
        }
        return keyManagement.isPresent()
                ? renewKey(request, keyManagement.get())
                : done(
                        server.application()
                                .parameter(Method.SET_PARAMETER, request, Optional.of(session)));
    }

    /**
     * SET_PARAMETER that tells a new key of a track (RFC 4567, section 4): it counts from now on,
     * and the one before for what is underway.
     */
    private CompletionStage<RtspResponse> renewKey(RtspRequest request, String keyManagement)
            throws RtspException {
        PublishPlan plan =
                switch (session.state()) {
                    case SessionState.Recording(PublishPlan recording, _) -> recording;
                    case SessionState.PreRecord(PublishPlan ready) -> ready;
                    case SessionState.Init _,
                            SessionState.PreRead _,
                            SessionState.Reading _,
                            SessionState.Closed _ ->
                            throw RtspException.of(
                                    Status.KEY_MANAGEMENT_FAILURE, "only publishers renew keys");
                };
        OptionalInt track = plan.trackOf(request.url());
        Optional<SrtpReceiver> receiver =
                track.isEmpty()
                        ? Optional.empty()
                        : Optional.ofNullable(plan.transports().get(track.getAsInt()))
                                .flatMap(TrackTransport::security)
                                .flatMap(SrtpSession::receiver);
        if (receiver.isEmpty()) {
            throw RtspException.of(Status.KEY_MANAGEMENT_FAILURE, "no track of SRTP at this URL");
        }
        try {
            receiver.get().renew(KeyManagement.ofHeader(keyManagement));
        } catch (MikeyException e) {
            throw RtspException.of(Status.KEY_MANAGEMENT_FAILURE, String.valueOf(e.getMessage()));
        }
        server.count("rtsp_srtp_keys_renewed");
        return done(RtspResponse.of(Status.OK));
    }

    /** SETUP of a track that we left out says so: the sender may go on with the rest. */
    private static RtspException leftOutOrUnknown(PublishPlan plan) {
        List<String> leftOut = plan.announced().leftOut();
        return leftOut.isEmpty()
                ? RtspException.of(Status.NOT_FOUND, "no such track was announced")
                : RtspException.of(
                        Status.UNSUPPORTED_MEDIA_TYPE,
                        "no such track was taken; left out: " + String.join(", ", leftOut));
    }

    private void onRtp(int track, ByteBuf packet) {
        if (session.state() instanceof SessionState.Recording(_, Recording recording)) {
            recording.onRtp(track, packet, server.wallClockMicros().getAsLong());
        } else {
            server.count("rtsp_frames_dropped", "reason", "not-recording");
        }
    }

    private void onRtcp(int track, ByteBuf packet) {
        session.touch();
        if (session.state() instanceof SessionState.Recording(_, Recording recording)) {
            recording.onRtcp(track, packet, server.wallClockMicros().getAsLong());
        } else {
            server.count("rtsp_frames_dropped", "reason", "not-recording");
        }
    }

    CompletionStage<RtspResponse> record() throws RtspException {
        if (!(session.state() instanceof SessionState.PreRecord(PublishPlan plan))) {
            return done(RtspResponse.of(Status.OK));
        }
        if (plan.transports().isEmpty()) {
            throw RtspException.of(
                    Status.METHOD_NOT_VALID_IN_THIS_STATE, "RECORD before any SETUP");
        }
        server.application().onStateRequest(Method.RECORD, session);
        return plan.announced()
                .record(session, plan)
                .handle((recording, failure) -> started(plan, recording, failure));
    }

    private RtspResponse started(
            PublishPlan plan, @Nullable Recording recording, @Nullable Throwable failure) {
        if (recording == null) {
            return DescribeRequests.refusal(
                    failure == null ? new IllegalStateException("no recording") : failure);
        }
        if (!(session.state() instanceof SessionState.PreRecord)) {
            recording.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left before it was admitted"));
            return RtspResponse.of(Status.SESSION_NOT_FOUND);
        }
        session.become(new SessionState.Recording(plan, recording));
        return RtspResponse.of(Status.OK);
    }

    private static CompletionStage<RtspResponse> done(RtspResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
