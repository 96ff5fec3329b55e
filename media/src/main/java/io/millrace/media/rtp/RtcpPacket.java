package io.millrace.media.rtp;

import java.util.List;

/** One packet of an RTCP compound packet (RFC 3550, section 6). */
public sealed interface RtcpPacket {
    /**
     * What a sender sent so far, and how its RTP clock maps to wall clock (6.4.1).
     *
     * @param ntp 64-bit NTP timestamp, see {@link NtpTime}
     * @param rtpTimestamp the same instant on the RTP clock
     */
    record SenderReport(
            long ssrc,
            long ntp,
            long rtpTimestamp,
            long packets,
            long payloadBytes,
            List<ReportBlock> blocks)
            implements RtcpPacket {
        public SenderReport {
            blocks = List.copyOf(blocks);
        }
    }

    /** What a receiver got (6.4.2). */
    record ReceiverReport(long ssrc, List<ReportBlock> blocks) implements RtcpPacket {
        public ReceiverReport {
            blocks = List.copyOf(blocks);
        }
    }

    /** The canonical name of a source (6.5); other items are passed over. */
    record SourceDescription(long ssrc, String canonicalName) implements RtcpPacket {}

    /** Sources that left (6.6). */
    record Bye(List<Long> ssrcs) implements RtcpPacket {
        public Bye {
            ssrcs = List.copyOf(ssrcs);
        }
    }

    /** Feedback, extended reports, application data: not looked at. */
    record Other(int packetType) implements RtcpPacket {}

    /**
     * Of one source, since the report before (6.4.1).
     *
     * @param fractionLost in 1/256
     * @param cumulativeLost may be negative, where packets came twice
     * @param jitter in RTP clock ticks
     * @param lastSenderReport middle 32 bits of the newest sender report's NTP timestamp; 0 if none
     * @param delaySinceLastSenderReport in 1/65,536 s
     */
    record ReportBlock(
            long ssrc,
            int fractionLost,
            int cumulativeLost,
            long extendedHighestSequence,
            long jitter,
            long lastSenderReport,
            long delaySinceLastSenderReport) {}
}
