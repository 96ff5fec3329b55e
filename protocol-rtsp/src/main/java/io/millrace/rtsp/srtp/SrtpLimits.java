package io.millrace.rtsp.srtp;

/**
 * How much one key may protect (RFC 3711, section 9.2), of all sources together. What would be more
 * is not sent; a new key is due once half of it is used.
 *
 * @param packets of RTP
 * @param reports of RTCP
 */
public record SrtpLimits(long packets, long reports) {
    private static final long MOST_PACKETS = 1L << 48;
    private static final long MOST_REPORTS = (1L << 31) - 1;

    public SrtpLimits {
        if (packets < 1 || packets > MOST_PACKETS || reports < 1 || reports > MOST_REPORTS) {
            throw new IllegalArgumentException(
                    "a key for %d packets and %d reports".formatted(packets, reports));
        }
    }

    /** What the RFC allows. */
    public static SrtpLimits standard() {
        return new SrtpLimits(MOST_PACKETS, MOST_REPORTS);
    }
}
