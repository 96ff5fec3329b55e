package io.millrace.media.rtp;

import io.millrace.media.Ticks;
import io.millrace.media.WrapAround;

/**
 * What receiver reports tell of one source: extended highest sequence number, loss, jitter (RFC
 * 3550, appendices A.1, A.3 and A.8). Give it every packet as it arrives, before reordering. Not
 * thread-safe.
 */
public final class ReceiverStatistics {
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int MAX_CUMULATIVE = 0x7F_FFFF;
    private static final int MIN_CUMULATIVE = -0x80_0000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final int clockRate;

    private boolean started;
    private long ssrc;
    private long base;
    private long highest;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private long jitterTimes16;
    private long lastTransit;
    private int restartAt = -1;
    private long senderReportMiddle;
    private long senderReportAtMicros;

    public ReceiverStatistics(int clockRate) {
        this.clockRate = clockRate;
    }

    /**
     * Counts a packet.
     *
     * @param arrivalMicros any steady clock
     */
    public void onPacket(RtpPacket packet, long arrivalMicros) {
        if (!started || packet.ssrc() != ssrc) {
            start(packet.sequenceNumber(), packet.ssrc());
            lastTransit = transit(packet, arrivalMicros);
        } else if (!follow(packet.sequenceNumber())) {
            return;
        }
        received++;
        long transit = transit(packet, arrivalMicros);
        long difference = Math.abs(WrapAround.distance(lastTransit, transit, 32));
        lastTransit = transit;
        jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
    }

    public void onSenderReport(RtcpPacket.SenderReport report, long arrivalMicros) {
        senderReportMiddle = NtpTime.middle(report.ntp());
        senderReportAtMicros = arrivalMicros;
    }

    /** Packets that should have come so far, less those that did. */
    public long lost() {
        return started ? expected() - received : 0;
    }

    /** In RTP clock ticks. */
    public long jitterTicks() {
        return jitterTimes16 >> 4;
    }

    /** The next report's block; what it tells is counted from here anew. */
    public RtcpPacket.ReportBlock report(long nowMicros) {
        long expectedInterval = expected() - expectedBefore;
        long lostInterval = expectedInterval - (received - receivedBefore);
        expectedBefore = expected();
        receivedBefore = received;
        long fraction =
                expectedInterval <= 0 || lostInterval <= 0
                        ? 0
                        : Math.min(255, (lostInterval << 8) / expectedInterval);
        long delay =
                senderReportMiddle == 0
                        ? 0
                        : (nowMicros - senderReportAtMicros) * 65_536 / MICROS_PER_SECOND;
        return new RtcpPacket.ReportBlock(
                ssrc,
                (int) fraction,
                Math.clamp(lost(), MIN_CUMULATIVE, MAX_CUMULATIVE),
                highest & 0xFFFF_FFFFL,
                jitterTicks(),
                senderReportMiddle,
                Math.clamp(delay, 0, 0xFFFF_FFFFL));
    }

    private void start(int sequenceNumber, long source) {
        started = true;
        ssrc = source;
        base = sequenceNumber;
        highest = sequenceNumber;
        received = 0;
        expectedBefore = 0;
        receivedBefore = 0;
        restartAt = -1;
        jitterTimes16 = 0;
    }

    private long expected() {
        return started ? highest - base + 1 : 0;
    }

    /** A.1: a big jump counts only once two packets in a row confirm it. */
    private boolean follow(int sequenceNumber) {
        int ahead = WrapAround.sequenceDistance((int) highest & 0xFFFF, sequenceNumber);
        if (ahead > 0 && ahead < MAX_DROPOUT) {
            highest += ahead;
        } else if (ahead > 0 || ahead < -MAX_MISORDER) {
            boolean confirmed = sequenceNumber == restartAt;
            restartAt = WrapAround.sequencePlus(sequenceNumber, 1);
            if (confirmed) {
                start(sequenceNumber, ssrc);
            }
            return confirmed;
        }
        restartAt = -1;
        return true;
    }

    private long transit(RtpPacket packet, long arrivalMicros) {
        return Ticks.ofMicros(arrivalMicros, clockRate) - packet.timestamp();
    }
}
