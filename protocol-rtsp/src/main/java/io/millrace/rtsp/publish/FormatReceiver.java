package io.millrace.rtsp.publish;

import io.millrace.media.WrapAround;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.rtp.SenderClock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Packets of one payload type of a published medium, put in order, with the time that the sender
 * says they are of. Not thread-safe; packets are borrowed.
 */
final class FormatReceiver {
    private static final long PLAUSIBLE_CLOCK_MICROS = TimeUnit.DAYS.toMicros(1);

    private final PacketSource packets;
    private final Output output;
    private final SourceReports reports;
    private final SenderClock clock;
    private OptionalInt lastSequence = OptionalInt.empty();
    private long lost;
    private long arrivalMicros;

    /** Takes packets in order. */
    @FunctionalInterface
    interface Output {
        void accept(RtpPacket packet, long ntpMicros);
    }

    FormatReceiver(int clockRate, boolean reordering, Output output) {
        this.packets = PacketSource.of(reordering, this::onOrdered);
        this.output = output;
        this.reports = new SourceReports(clockRate);
        this.clock = new SenderClock(clockRate);
    }

    void onPacket(RtpPacket packet, long nowMicros) {
        arrivalMicros = nowMicros;
        OptionalLong before = reports.ssrc();
        reports.onPacket(packet, nowMicros);
        if (before.isPresent() && before.getAsLong() != packet.ssrc()) {
            lastSequence = OptionalInt.empty();
        }
        packets.add(packet, nowMicros);
    }

    private void onOrdered(RtpPacket packet) {
        if (lastSequence.isPresent()) {
            int missing =
                    (int) WrapAround.distance(lastSequence.getAsInt(), packet.sequenceNumber(), 16)
                            - 1;
            lost += Math.max(0, missing);
        }
        lastSequence = OptionalInt.of(packet.sequenceNumber());
        OptionalLong ntp = clock.ntpMicros(packet.timestamp());
        boolean plausible =
                ntp.isPresent()
                        && Math.abs(ntp.getAsLong() - arrivalMicros) < PLAUSIBLE_CLOCK_MICROS;
        output.accept(packet, plausible ? ntp.getAsLong() : arrivalMicros);
    }

    /** A report of any source of the medium. */
    void onReport(RtcpPacket.SenderReport report, long nowMicros) {
        OptionalLong ssrc = reports.ssrc();
        if (ssrc.isPresent() && ssrc.getAsLong() == report.ssrc()) {
            clock.onSenderReport(report);
            reports.onSenderReport(report, nowMicros);
        }
    }

    void onTime(long nowMicros) {
        packets.onTime(nowMicros);
    }

    /** Packets missed since the last call. */
    long takeLost() {
        long taken = lost;
        lost = 0;
        return taken;
    }

    Optional<RtcpPacket> report(long reporter, long nowMicros) {
        return reports.report(reporter, nowMicros);
    }

    void finish() {
        packets.finish();
    }
}
