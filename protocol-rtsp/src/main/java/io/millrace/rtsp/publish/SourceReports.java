package io.millrace.rtsp.publish;

import io.millrace.media.rtp.NtpTime;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a receiver reports about one sender (RFC 3550, section 6.4.2); a new SSRC is the sender
 * restarted. Not thread-safe.
 */
final class SourceReports {
    private static final long UNITS_A_SECOND = 1 << 16;
    private static final long MICROS = 1_000_000;

    private final int clockRate;
    private ReceptionStatistics statistics;
    private OptionalLong ssrc = OptionalLong.empty();
    private Optional<RtcpPacket.SenderReport> lastReport = Optional.empty();
    private long lastReportAtMicros;

    SourceReports(int clockRate) {
        this.clockRate = clockRate;
        this.statistics = new ReceptionStatistics(clockRate);
    }

    /** The sender's; empty before its first packet. */
    OptionalLong ssrc() {
        return ssrc;
    }

    void onPacket(RtpPacket packet, long nowMicros) {
        if (ssrc.isPresent() && ssrc.getAsLong() != packet.ssrc()) {
            statistics = new ReceptionStatistics(clockRate);
            lastReport = Optional.empty();
        }
        ssrc = OptionalLong.of(packet.ssrc());
        statistics.onPacket(packet.sequenceNumber(), packet.timestamp(), nowMicros);
    }

    void onSenderReport(RtcpPacket.SenderReport report, long nowMicros) {
        lastReport = Optional.of(report);
        lastReportAtMicros = nowMicros;
    }

    /** The report to send now; empty until there were packets. */
    Optional<RtcpPacket> report(long reporter, long nowMicros) {
        if (ssrc.isEmpty()) {
            return Optional.empty();
        }
        ReceptionStatistics.Figures figures = statistics.report();
        long delay =
                lastReport.isPresent()
                        ? (nowMicros - lastReportAtMicros) * UNITS_A_SECOND / MICROS
                        : 0;
        return Optional.of(
                new RtcpPacket.ReceiverReport(
                        reporter,
                        List.of(
                                new RtcpPacket.ReportBlock(
                                        ssrc.getAsLong(),
                                        figures.fractionLost(),
                                        figures.lost(),
                                        figures.extendedHighestSequence(),
                                        figures.jitterTicks(),
                                        lastReport
                                                .map(report -> NtpTime.middle(report.ntp()))
                                                .orElse(0L),
                                        delay))));
    }
}
