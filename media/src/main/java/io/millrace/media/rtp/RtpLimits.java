package io.millrace.media.rtp;

/**
 * How much one access unit may grow.
 *
 * @param accessUnitBytes with 4-byte NAL unit lengths
 */
public record RtpLimits(int accessUnitBytes, int nalUnits) {
    /** Room for a key picture of 8K at high quality; below the log's largest record. */
    public static final RtpLimits DEFAULT = new RtpLimits(8 << 20, 1024);

    public RtpLimits {
        if (accessUnitBytes < 1 || nalUnits < 1) {
            throw new IllegalArgumentException(accessUnitBytes + " bytes, " + nalUnits + " units");
        }
    }
}
