package io.millrace.rtsp.read;

import io.millrace.media.Format;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.rtp.NtpTime;
import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.rtp.RtpPayloadFormats;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.PathName;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * One reader that plays: sends images, tells where they begin (RTP-Info), and sends a sender report
 * of every track with the first packets and every 5 s (RFC 3550, section 6.4.1). All reports name
 * one instant of the path's timeline on the wall clock of its newest entry point, so players align
 * the tracks exactly, and readers of other pods agree. Confined to the reader's executor.
 */
public final class ReadSession implements ReaderSink<RtspImage> {
    private static final long REPORT_MICROS = TimeUnit.SECONDS.toMicros(5);
    private static final String CNAME = "millrace";
    private static final int REPORT_BYTES = 64;

    private final PacketOutput output;
    private final PathName path;
    private final List<Track> tracks;
    private final LongSupplier wallClockMicros;
    private final ReadListener listener;
    private final Counters counters;
    private final LongAdder bytesSent;
    private final LongAdder unitsSkipped;
    private final Map<Integer, Sent> sent = new HashMap<>();
    private List<Track> described;
    private OptionalLong reportedMicros = OptionalLong.empty();
    private long wallClockAnchorMicros;

    /** Sums for sender reports, and a packet count of a track. */
    private static final class Sent {
        long packets;
        long octets;
    }

    /**
     * A session that has not begun.
     *
     * @param tracks that the reader set up
     */
    public ReadSession(
            PacketOutput output,
            PathName path,
            List<Track> tracks,
            Counters counters,
            LongSupplier wallClockMicros,
            ReadListener listener) {
        this.output = output;
        this.path = path;
        this.tracks = List.copyOf(tracks);
        this.described = this.tracks;
        this.counters = counters;
        this.wallClockMicros = wallClockMicros;
        this.listener = listener;
        this.bytesSent = counters.counter("rtsp_sent_bytes", "path", path.value());
        this.unitsSkipped = counters.counter("rtsp_skipped_units", "path", path.value());
        tracks.forEach(track -> sent.put(track.id(), new Sent()));
    }

    /** How long the peer has taken nothing of what waits for it. */
    public long stalledMicros(long nowMicros) {
        return output.stalledMicros(nowMicros);
    }

    @Override
    public void onTracks(List<Track> newTracks) {
        described = newTracks;
        for (Track track : tracks) {
            boolean goesOn =
                    described.stream()
                            .filter(next -> next.id() == track.id())
                            .anyMatch(next ->
                                    RtpPayloadFormats.coversChange(track.format(), next.format()));
            if (!goesOn) {
                onEnd(
                        EndReason.of(
                                EndReason.Kind.DESCRIPTION_CHANGED,
                                "track %d is no longer the %s that was set up"
                                        .formatted(track.id(), track.format().codec())));
                return;
            }
        }
    }

    @Override
    public boolean isWritable() {
        return output.isWritable();
    }

    @Override
    public void write(RtspImage image, StreamRecord record) {
        Unit first = record.units().getFirst();
        record.entryPoint().ifPresent(this::anchor);
        if (reportedMicros.isEmpty()) {
            listener.onFirstImage(info(image, first));
        }
        long nowMicros = wallClockMicros.getAsLong();
        if (reportedMicros.isEmpty() || nowMicros - reportedMicros.getAsLong() >= REPORT_MICROS) {
            report(first);
            reportedMicros = OptionalLong.of(nowMicros);
        }
        output.write(image);
        count(image);
    }

    private void anchor(EntryPoint point) {
        wallClockAnchorMicros = point.numbers().wallClockAnchorMicros();
    }

    private void count(RtspImage image) {
        long bytes = 0;
        for (RtspImage.TrackPackets packets : image.tracks()) {
            Sent sums = sent.get(packets.trackId());
            if (sums != null) {
                sums.packets += packets.packets();
                sums.octets += packets.octets();
                bytes += packets.octets() + (long) RtpPacket.HEADER_SIZE * packets.packets();
            }
        }
        bytesSent.add(bytes);
        if (image.droppedUnits() > 0) {
            counters.counter("rtsp_dropped_units", "path", path.value(), "reason", "not-canonical")
                    .add(image.droppedUnits());
        }
    }

    /** All tracks begin at the first unit's instant, which is exact for that unit's track. */
    private RtpInfo info(RtspImage image, Unit first) {
        List<RtpInfo.Start> starts = new ArrayList<>();
        for (RtspImage.TrackPackets packets : image.tracks()) {
            tracks.stream()
                    .filter(track -> track.id() == packets.trackId())
                    .map(track ->
                            new RtpInfo.Start(
                                    track.id(),
                                    packets.firstSequence(),
                                    ticksAt(first, track) & 0xFFFF_FFFFL))
                    .forEach(starts::add);
        }
        return new RtpInfo(starts, Optional.of(wallClock(first)));
    }

    private Instant wallClock(Unit unit) {
        int clockRate = clockRate(unit);
        long micros = wallClockAnchorMicros + Ticks.toMicros(unit.ptsTicks(), clockRate);
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static int rtpClockRate(Track track) {
        return RtpPayloadFormats.clockRate(track.format());
    }

    /** The instant of a unit on the RTP clock of a track. */
    private long ticksAt(Unit unit, Track track) {
        return Ticks.convert(unit.ptsTicks(), clockRate(unit), rtpClockRate(track));
    }

    private int clockRate(Unit unit) {
        return described.stream()
                .filter(other -> other.id() == unit.track())
                .findFirst()
                .map(Track::clockRate)
                .orElse(Format.VIDEO_CLOCK_RATE);
    }

    private void report(Unit unit) {
        for (Track track : tracks) {
            long ticks = ticksAt(unit, track);
            Sent sums = sent.getOrDefault(track.id(), new Sent());
            long ssrc = RtspFlavour.ssrc(path, track.id());
            ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer(REPORT_BYTES);
            long ntpMicros = wallClockAnchorMicros + Ticks.toMicros(ticks, rtpClockRate(track));
            RtcpPacket report =
                    new RtcpPacket.SenderReport(
                            ssrc,
                            NtpTime.ofMicros(ntpMicros),
                            ticks,
                            sums.packets,
                            sums.octets,
                            List.of());
            Rtcp.write(List.of(report, new RtcpPacket.SourceDescription(ssrc, CNAME)), packet);
            output.writeRtcp(track.id(), packet);
        }
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void onSkipped(long units) {
        unitsSkipped.add(units);
    }

    @Override
    public void onEnd(EndReason reason) {
        listener.onEnd(reason);
    }
}
