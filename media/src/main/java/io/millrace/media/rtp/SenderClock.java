package io.millrace.media.rtp;

import io.millrace.media.Ticks;
import io.millrace.media.WrapAround;
import java.util.OptionalLong;

/**
 * A sender's wall clock for the RTP timestamps of one source, from its newest sender report (RFC
 * 3550, section 6.4.1). Not thread-safe.
 */
public final class SenderClock {
    private final int clockRate;

    private boolean known;
    private long reportMicros;
    private long reportTimestamp;

    public SenderClock(int clockRate) {
        this.clockRate = clockRate;
    }

    /** A report with NTP time 0 says that the sender has no wall clock, and is passed over. */
    public void onSenderReport(RtcpPacket.SenderReport report) {
        if (report.ntp() != 0) {
            known = true;
            reportMicros = NtpTime.toMicros(report.ntp());
            reportTimestamp = report.rtpTimestamp();
        }
    }

    /** Microseconds since 1970 at an RTP timestamp; empty before the first report. */
    public OptionalLong ntpMicros(long timestamp) {
        if (!known) {
            return OptionalLong.empty();
        }
        long ticks = WrapAround.distance(reportTimestamp, timestamp, 32);
        return OptionalLong.of(reportMicros + Ticks.toMicros(ticks, clockRate));
    }
}
