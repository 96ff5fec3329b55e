package io.millrace.rtsp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.publish.Announcement;
import io.millrace.rtsp.publish.PublishCounters;
import io.millrace.rtsp.publish.PublishSession;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ANNOUNCE, SETUP and RECORD of publishers (RFC 2326, sections 10.3, 10.4 and 10.11). On the
 * session's executor.
 */
final class PublishRequests {
    private static final Logger LOG = LoggerFactory.getLogger(PublishRequests.class);

    /** ffmpeg: the clock of a track's sender reports starts when its SETUP is answered. */
    private static final String LATE_REPORT_CLOCKS = "Lavf";

    private static final int MAX_NAL_UNITS = 1024;

    private final ServerContext server;
    private final RtspSession session;
    private final TransportChoice transports;

    PublishRequests(ServerContext server, RtspSession session) {
        this.server = server;
        this.session = session;
        this.transports = new TransportChoice(server, session);
    }

    /** Whether the peer may publish is asked here, before it has sent anything of size. */
    CompletionStage<RtspResponse> announce(RtspRequest request, Client client)
            throws RtspException {
        RequestUrl url = RequestUrl.parse(request.url());
        PathName path = RequestDispatcher.pathOf(url);
        requireSdp(request);
        return server.roles()
                .publishing()
                .orElseThrow()
                .admit(path, client)
                .handleAsync(
                        (admitted, failure) ->
                                failure == null
                                        ? announced(
                                                request,
                                                new PublishPlan.Admission(
                                                        url, path, client, admitted))
                                        : DescribeRequests.refusal(failure),
                        session.executor());
    }

    private RtspResponse announced(RtspRequest request, PublishPlan.Admission admission) {
        if (!(session.state() instanceof SessionState.Init)) {
            return RtspResponse.of(Status.SESSION_NOT_FOUND);
        }
        try {
            return announced(request.bodyText(), admission);
        } catch (RtspException e) {
            return RtspResponse.refusal(e.status(), e.reason());
        }
    }

    private RtspResponse announced(String description, PublishPlan.Admission admission)
            throws RtspException {
        PathName path = admission.path();
        Announcement announcement =
                Announcement.parse(description, server.settings().limits().tracks());
        if (!announcement.leftOut().isEmpty()) {
            LOG.warn(
                    "{}: path={} tracks left out, no RTP payload format of ours carries {}",
                    session.peer(),
                    path,
                    announcement.leftOut());
            server.counters()
                    .counter("rtsp_tracks_left_out", "path", path.value())
                    .add(announcement.leftOut().size());
        }
        session.become(new SessionState.PreRecord(PublishPlan.of(admission, announcement)));
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
        Optional<AnnouncedTrack> track = plan.trackOf(request.url());
        if (track.isEmpty()) {
            throw leftOutOrUnknown(plan);
        }
        int id = track.get().id();
        if (plan.transports().containsKey(id)) {
            throw RtspException.of(
                    Status.METHOD_NOT_VALID_IN_THIS_STATE, "track is set up already");
        }
        TransportChoice.Receivers receivers =
                new TransportChoice.Receivers(
                        packet -> onRtp(id, packet), packet -> onRtcp(id, packet));
        TrackTransport transport = transports.choose(request, from, true, receivers, _ -> true);
        session.become(new SessionState.PreRecord(plan.with(id, transport)));
        return done(
                RtspResponse.of(Status.OK)
                        .with(
                                Headers.TRANSPORT,
                                transports.answer(transport, true, Optional.empty())));
    }

    /** SETUP of a track that we left out says so: the sender may go on with the rest. */
    private static RtspException leftOutOrUnknown(PublishPlan plan) {
        List<String> leftOut = plan.announcement().leftOut();
        return leftOut.isEmpty()
                ? RtspException.of(Status.NOT_FOUND, "no such track was announced")
                : RtspException.of(
                        Status.UNSUPPORTED_MEDIA_TYPE,
                        "no such track was taken; left out: " + String.join(", ", leftOut));
    }

    private void onRtp(int track, ByteBuf packet) {
        if (session.state() instanceof SessionState.Recording(_, PublishSession recording)) {
            recording.onRtp(track, packet, server.wallClockMicros().getAsLong());
        } else {
            server.count("rtsp_frames_dropped", "reason", "not-recording");
        }
    }

    private void onRtcp(int track, ByteBuf packet) {
        session.touch();
        if (session.state() instanceof SessionState.Recording(_, PublishSession recording)) {
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
        PublishRequest request =
                new PublishRequest(plan.path(), plan.admission().client(), describedTracks(plan));
        return plan.admission()
                .publishing()
                .publish(request, this::onEnd)
                .handleAsync(
                        (publisher, failure) -> started(plan, request.tracks(), publisher, failure),
                        session.executor());
    }

    private static List<Track> describedTracks(PublishPlan plan) throws RtspException {
        try {
            return AnnouncedTrack.described(plan.chosen());
        } catch (MalformedMediaException e) {
            throw RtspException.of(Status.BAD_REQUEST, "session description: " + e.getMessage());
        }
    }

    private void onEnd(EndReason reason) {
        session.executor().execute(() -> session.end(reason));
    }

    private RtspResponse started(
            PublishPlan plan,
            List<Track> described,
            @Nullable Publisher publisher,
            @Nullable Throwable failure) {
        if (publisher == null) {
            return DescribeRequests.refusal(
                    failure == null ? new IllegalStateException("no publisher") : failure);
        }
        if (!(session.state() instanceof SessionState.PreRecord)) {
            publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left before it was admitted"));
            return RtspResponse.of(Status.SESSION_NOT_FOUND);
        }
        try {
            PublishSession recording = recording(plan, described, publisher);
            session.become(new SessionState.Recording(plan, recording));
        } catch (MalformedMediaException e) {
            publisher.close(EndReason.of(EndReason.Kind.FAILURE, "malformed description"));
            return RtspResponse.refusal(
                    Status.BAD_REQUEST, "session description: " + e.getMessage());
        }
        LOG.info(
                "{}: session {} publishes path={} epoch={}",
                session.peer(),
                session.id(),
                plan.path(),
                publisher.epoch());
        return RtspResponse.of(Status.OK);
    }

    private PublishSession recording(PublishPlan plan, List<Track> described, Publisher publisher)
            throws MalformedMediaException {
        boolean lateClocks = plan.admission().client().userAgent().startsWith(LATE_REPORT_CLOCKS);
        List<PublishSession.Input> inputs = new ArrayList<>();
        for (AnnouncedTrack track : plan.chosen()) {
            boolean udp = plan.transports().get(track.id()) instanceof TrackTransport.Udp;
            long lateMicros = lateClocks ? plan.answeredMicros().getOrDefault(track.id(), 0L) : 0;
            inputs.add(new PublishSession.Input(track, udp, lateMicros));
        }
        return new PublishSession(
                inputs,
                described,
                publisher,
                new RtpLimits(server.settings().limits().accessUnitBytes(), MAX_NAL_UNITS),
                new PublishCounters(server.counters(), plan.path()),
                reportSender(plan.transports()),
                server.wallClockMicros().getAsLong());
    }

    private PublishSession.ReportSender reportSender(Map<Integer, TrackTransport> transports) {
        return new RtcpSender(server.udpPorts().socketsOf(session.executor()), transports)::send;
    }

    private static CompletionStage<RtspResponse> done(RtspResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
