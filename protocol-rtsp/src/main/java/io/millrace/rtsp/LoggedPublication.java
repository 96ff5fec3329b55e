package io.millrace.rtsp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.publish.Announcement;
import io.millrace.rtsp.publish.PublishCounters;
import io.millrace.rtsp.publish.PublishSession;
import io.millrace.rtsp.publish.Recording;
import io.millrace.stream.EndReason;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A publication of a path of the log: its packets become units. */
final class LoggedPublication implements AnnouncedStream {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedPublication.class);

    /** ffmpeg: the clock of a track's sender reports starts when its SETUP is answered. */
    private static final String LATE_REPORT_CLOCKS = "Lavf";

    private static final int MAX_NAL_UNITS = 1024;

    private final ServerContext.Service server;
    private final Application.Announcing request;
    private final Announcement announcement;
    private final Publishing publishing;

    /**
     * A publication that was admitted.
     *
     * @param publishing what it publishes to
     */
    LoggedPublication(
            ServerContext.Service server,
            Application.Announcing request,
            Announcement announcement,
            Publishing publishing) {
        this.server = server;
        this.request = request;
        this.announcement = announcement;
        this.publishing = publishing;
    }

    @Override
    public List<String> controls() {
        return announcement.tracks().stream().map(AnnouncedTrack::control).toList();
    }

    @Override
    public Optional<String> keyManagement(int track) {
        return announcement.tracks().get(track).protection().keyManagement();
    }

    @Override
    public List<String> leftOut() {
        return announcement.leftOut();
    }

    @Override
    public CompletionStage<Recording> record(RtspSession session, PublishPlan plan) {
        List<AnnouncedTrack> chosen =
                announcement.tracks().stream()
                        .filter(track -> plan.transports().containsKey(track.id()))
                        .toList();
        List<Track> described;
        try {
            described = AnnouncedTrack.described(chosen);
        } catch (MalformedMediaException e) {
            return CompletableFuture.failedFuture(malformed(e));
        }
        PublishRequest asked = new PublishRequest(request.path(), request.client(), described);
        return publishing
                .publish(asked, reason -> session.executor().execute(() -> session.end(reason)))
                .thenApplyAsync(
                        publisher -> started(session, plan, new Input(chosen, asked), publisher),
                        session.executor());
    }

    private record Input(List<AnnouncedTrack> chosen, PublishRequest request) {}

    private Recording started(
            RtspSession session, PublishPlan plan, Input input, Publisher publisher) {
        try {
            Recording recording = recording(session, plan, input, publisher);
            LOG.info(
                    "{}: session {} publishes path={} epoch={}",
                    session.peer(),
                    session.id(),
                    request.path(),
                    publisher.epoch());
            return recording;
        } catch (MalformedMediaException e) {
            publisher.close(EndReason.of(EndReason.Kind.FAILURE, "malformed description"));
            throw new CompletionException(malformed(e));
        }
    }

    private static RtspException malformed(MalformedMediaException e) {
        return RtspException.of(Status.BAD_REQUEST, "session description: " + e.getMessage());
    }

    private PublishSession recording(
            RtspSession session, PublishPlan plan, Input input, Publisher publisher)
            throws MalformedMediaException {
        boolean lateClocks = request.client().userAgent().startsWith(LATE_REPORT_CLOCKS);
        List<PublishSession.Input> inputs = new ArrayList<>();
        for (AnnouncedTrack track : input.chosen()) {
            long lateMicros = lateClocks ? plan.answeredMicros().getOrDefault(track.id(), 0L) : 0;
            inputs.add(new PublishSession.Input(track, plan.isUdp(track.id()), lateMicros));
        }
        return new PublishSession(
                inputs,
                input.request().tracks(),
                publisher,
                new RtpLimits(server.settings().limits().accessUnitBytes(), MAX_NAL_UNITS),
                new PublishCounters(server.counters(), request.path()),
                session.reportSender(plan),
                server.wallClockMicros().getAsLong());
    }
}
