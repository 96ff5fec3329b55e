package io.millrace.rtsp.publish;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.rtp.Depacketizer;
import io.millrace.media.rtp.DepacketizerCounts;
import io.millrace.media.rtp.NtpTime;
import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.media.rtp.RtpPacket;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * RTP and RTCP of one published track to units with unwrapped timestamps. Packets of another
 * payload type are dropped; a new SSRC is a restarted sender and goes on as the same track. Not
 * thread-safe; packets are borrowed.
 */
final class TrackReceiver {
    private final AnnouncedTrack track;
    private final PacketSource packets;
    private final Depacketizer depacketizer;
    private final Events events;
    private final SourceReports reports;
    private long arrivalMicros;
    private long malformed;

    /** What comes out. */
    interface Events {
        void onFormat(int track, Format format);

        /** Timestamps are the sender's own, unwrapped. */
        void onUnit(Unit unit, long arrivalMicros);

        void onReport(int track, long ntpMicros, long rtpTimestamp);
    }

    /**
     * A receiver.
     *
     * @param reordering whether packets may come out of order (UDP)
     * @throws MalformedMediaException if the track's description is malformed
     */
    TrackReceiver(AnnouncedTrack track, boolean reordering, RtpLimits limits, Events events)
            throws MalformedMediaException {
        this.track = track;
        this.events = events;
        this.reports = new SourceReports(track.payload().clockRate());
        this.depacketizer = track.depacketizer(limits, new UnitSink());
        this.packets = PacketSource.of(reordering, this::onPacket);
    }

    AnnouncedTrack track() {
        return track;
    }

    DepacketizerCounts counts() {
        return depacketizer.counts();
    }

    /** Packets that are no RTP, or of another payload type, or break their payload format. */
    long malformed() {
        return malformed;
    }

    /** Packets that came too late or twice. */
    long late() {
        return packets.late();
    }

    void onRtp(ByteBuf bytes, long nowMicros) {
        arrivalMicros = nowMicros;
        try {
            RtpPacket packet = RtpPacket.parse(bytes);
            if (packet.payloadType() != track.payload().payloadType()) {
                malformed++;
                return;
            }
            reports.onPacket(packet, nowMicros);
            packets.add(packet, nowMicros);
        } catch (MalformedMediaException _) {
            malformed++;
        }
    }

    private void onPacket(RtpPacket packet) {
        try {
            depacketizer.add(packet);
        } catch (MalformedMediaException _) {
            malformed++;
        }
    }

    void onRtcp(ByteBuf bytes, long nowMicros) {
        try {
            for (RtcpPacket packet : Rtcp.parse(bytes)) {
                if (packet instanceof RtcpPacket.SenderReport report) {
                    onReport(report, nowMicros);
                }
            }
        } catch (MalformedMediaException _) {
            malformed++;
        }
    }

    private void onReport(RtcpPacket.SenderReport report, long nowMicros) {
        reports.onSenderReport(report, nowMicros);
        events.onReport(track.id(), NtpTime.toMicros(report.ntp()), report.rtpTimestamp());
    }

    /** Gives up on packets that were waited for too long. */
    void onTime(long nowMicros) {
        packets.onTime(nowMicros);
    }

    void finish() {
        packets.finish();
        try {
            depacketizer.finish();
        } catch (MalformedMediaException _) {
            malformed++;
        }
    }

    /** The report to send now; empty until there were packets. */
    Optional<RtcpPacket> report(long reporter, long nowMicros) {
        return reports.report(reporter, nowMicros);
    }

    private final class UnitSink implements Depacketizer.Sink {
        @Override
        public void onFormat(Format format) {
            events.onFormat(track.id(), format);
        }

        @Override
        public void onUnit(long ptsTicks, long dtsTicks, boolean randomAccess, byte[] payload) {
            events.onUnit(
                    new Unit(track.id(), ptsTicks, dtsTicks, 0, randomAccess, payload),
                    arrivalMicros);
        }
    }
}
