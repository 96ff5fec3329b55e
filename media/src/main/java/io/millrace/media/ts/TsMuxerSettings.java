package io.millrace.media.ts;

/**
 * How a multiplex is written.
 *
 * @param bitsPerSecond of all packets, null packets included; 0 for as many as there are
 * @param leadTicks of 90 kHz that the clock is behind the decoding times in a multiplex of constant
 *     rate: how long a picture may take to send, and how long receivers hold it
 */
public record TsMuxerSettings(long bitsPerSecond, long leadTicks) {
    private static final long MIN_BITS_PER_SECOND = 50_000;
    private static final long MAX_BITS_PER_SECOND = 1_000_000_000;
    private static final long DEFAULT_LEAD_TICKS = 63_000;

    /** As many packets as there are units to carry. */
    public static final TsMuxerSettings VARIABLE_RATE = new TsMuxerSettings(0, DEFAULT_LEAD_TICKS);

    public TsMuxerSettings {
        boolean rateFits =
                bitsPerSecond == 0
                        || (bitsPerSecond >= MIN_BITS_PER_SECOND
                                && bitsPerSecond <= MAX_BITS_PER_SECOND);
        if (!rateFits || leadTicks <= 0 || leadTicks > TsMuxer.TIMESTAMP_OFFSET_TICKS) {
            throw new IllegalArgumentException(
                    "multiplex of %d bit/s, %d ticks ahead".formatted(bitsPerSecond, leadTicks));
        }
    }

    /** Filled up with null packets to this rate. */
    public static TsMuxerSettings constantRate(long bitsPerSecond) {
        return new TsMuxerSettings(bitsPerSecond, DEFAULT_LEAD_TICKS);
    }

    boolean isConstantRate() {
        return bitsPerSecond != 0;
    }
}
