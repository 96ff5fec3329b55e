package io.millrace.rtsp.publish;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A publisher that records: its packets to units of one publication. Units wait for nothing but the
 * formats of all tracks (an H.264 publisher may tell its parameter sets in-band only; what comes
 * before is dropped and counted, for 3 s at most) and the hold of {@link ClockAligner}. Sends a
 * receiver report of each track every 5 s. Confined to the session's executor.
 */
public final class PublishSession implements Recording {
    private static final int MAX_TRACKS = 64;
    private static final long FORMATS_MICROS = TimeUnit.SECONDS.toMicros(3);

    private final Publisher publisher;
    private final PublishCounters counters;
    private final ReceiverReports reports;
    private final SortedMap<Integer, TrackReceiver> receivers = new TreeMap<>();
    private final SortedMap<Integer, Format> formats = new TreeMap<>();
    private final ClockAligner aligner;
    private final Events events = new Events();
    private final long startMicros;
    private long lastPacketMicros;
    private boolean described;

    /**
     * A track that was set up.
     *
     * @param reordering whether its packets may come out of order (UDP)
     * @param lateStartMicros how much later than its media the clock of its reports began
     */
    public record Input(AnnouncedTrack track, boolean reordering, long lateStartMicros) {}

    /**
     * A session that has no packets yet.
     *
     * @param described tracks that the publisher was opened with; none if they come in-band
     * @throws MalformedMediaException if a track's description is malformed
     */
    public PublishSession(
            List<Input> inputs,
            List<Track> described,
            Publisher publisher,
            RtpLimits limits,
            PublishCounters counters,
            ReportSender reports,
            long nowMicros)
            throws MalformedMediaException {
        this.publisher = publisher;
        this.counters = counters;
        this.reports = new ReceiverReports(reports, nowMicros);
        this.startMicros = nowMicros;
        this.lastPacketMicros = nowMicros;
        described.forEach(track -> formats.put(track.id(), track.format()));
        this.described = !described.isEmpty();
        SortedMap<Integer, TrackClock> clocks = new TreeMap<>();
        for (Input input : inputs) {
            AnnouncedTrack track = input.track();
            receivers.put(track.id(), new TrackReceiver(track, input.reordering(), limits, events));
            clocks.put(
                    track.id(),
                    new TrackClock(track.payload().clockRate(), input.lateStartMicros()));
        }
        this.aligner = new ClockAligner(clocks, referenceOrder(inputs), this::write);
    }

    private static List<Integer> referenceOrder(List<Input> inputs) {
        return inputs.stream()
                .map(Input::track)
                .sorted(
                        Comparator.comparingInt(PublishSession::rank)
                                .thenComparingInt(AnnouncedTrack::id))
                .map(AnnouncedTrack::id)
                .toList();
    }

    private static int rank(AnnouncedTrack track) {
        return track.kind() == MediaKind.VIDEO ? 0 : 1;
    }

    @Override
    public void onRtp(int track, ByteBuf packet, long nowMicros) {
        lastPacketMicros = nowMicros;
        counters.received(packet.readableBytes());
        receiver(track).onRtp(packet, nowMicros);
    }

    @Override
    public void onRtcp(int track, ByteBuf packet, long nowMicros) {
        receiver(track).onRtcp(packet, nowMicros);
    }

    @Override
    public void describeAnew(String description) throws RtspException {
        List<AnnouncedTrack> anew = Announcement.parse(description, MAX_TRACKS).tracks();
        SortedMap<Integer, Format> told = new TreeMap<>();
        for (TrackReceiver receiver : receivers.values()) {
            AnnouncedTrack before = receiver.track();
            if (before.id() >= anew.size() || !before.isLike(anew.get(before.id()))) {
                throw RtspException.of(
                        Status.UNSUPPORTED_MEDIA_TYPE,
                        "other tracks or codecs need an ANNOUNCE of a session of their own");
            }
            try {
                anew.get(before.id()).format().ifPresent(format -> told.put(before.id(), format));
            } catch (MalformedMediaException e) {
                throw RtspException.of(
                        Status.BAD_REQUEST, "session description: " + e.getMessage());
            }
        }
        told.forEach(events::onFormat);
    }

    @Override
    public void tick(long nowMicros) {
        receivers.values().forEach(receiver -> receiver.onTime(nowMicros));
        aligner.onTime(nowMicros);
        if (reports.takeDue(nowMicros)) {
            receivers.forEach((track, receiver) -> report(track, receiver, nowMicros));
        }
        counters.update(receivers);
    }

    private void report(int track, TrackReceiver receiver, long nowMicros) {
        receiver.report(reports.reporter(), nowMicros)
                .ifPresent(report -> reports.send(track, report));
    }

    @Override
    public long silentMicros(long nowMicros) {
        return nowMicros - lastPacketMicros;
    }

    @Override
    public void close(EndReason reason) {
        receivers.values().forEach(TrackReceiver::finish);
        aligner.finish();
        counters.update(receivers);
        publisher.close(reason);
    }

    /** Times were aligned on the RTP clock; a unit's are on its format's. */
    private void write(Unit unit) {
        Format format = formats.get(unit.track());
        publisher.write(
                format == null
                        ? unit
                        : converted(unit, rtpClockRate(unit.track()), format.clockRate()));
    }

    private int rtpClockRate(int track) {
        return receiver(track).track().payload().clockRate();
    }

    private static Unit converted(Unit unit, int fromRate, int toRate) {
        if (fromRate == toRate) {
            return unit;
        }
        return new Unit(
                unit.track(),
                Ticks.convertNearest(unit.ptsTicks(), fromRate, toRate),
                Ticks.convertNearest(unit.dtsTicks(), fromRate, toRate),
                unit.ntpMicros(),
                unit.randomAccess(),
                unit.payload());
    }

    private TrackReceiver receiver(int track) {
        TrackReceiver receiver = receivers.get(track);
        if (receiver == null) {
            throw new IllegalArgumentException("no track " + track);
        }
        return receiver;
    }

    private List<Track> knownTracks() {
        List<Track> tracks = new ArrayList<>();
        formats.forEach((id, format) -> tracks.add(receiver(id).track().of(format)));
        return tracks;
    }

    private final class Events implements TrackReceiver.Events {
        @Override
        public void onFormat(int track, Format format) {
            boolean news = !format.equals(formats.put(track, format));
            boolean complete = formats.size() == receivers.size();
            if (news && (complete || described)) {
                describe();
            }
        }

        private void describe() {
            described = true;
            publisher.describe(knownTracks());
        }

        @Override
        public void onUnit(Unit unit, long arrivalMicros) {
            if (!described && arrivalMicros - startMicros >= FORMATS_MICROS) {
                describe();
            }
            if (described) {
                Format format = formats.get(unit.track());
                int rate = rtpClockRate(unit.track());
                aligner.onUnit(
                        format == null ? unit : converted(unit, format.clockRate(), rate),
                        arrivalMicros);
            } else {
                counters.dropped("awaiting-format");
            }
        }

        @Override
        public void onReport(int track, long ntpMicros, long rtpTimestamp) {
            aligner.onReport(track, ntpMicros, rtpTimestamp);
        }
    }
}
