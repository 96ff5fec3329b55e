package io.millrace.media;

/**
 * G.726 (ITU-T), mono at 8 kHz. A unit is any number of whole octets of codewords. Ticks are
 * samples.
 *
 * @param bitsPerSample 2 to 5: 16, 24, 32 or 40 kbit/s
 * @param packing where in an octet the first codeword stands
 */
public record G726Format(int bitsPerSample, Packing packing) implements AudioFormat {
    /** Samples a second of every G.726 track. */
    public static final int CLOCK_RATE = 8_000;

    /** Both orders are in use, and told apart by name only (RFC 3551, section 4.5.4). */
    public enum Packing {
        /** First codeword in the low bits: RTP's {@code G726-32}. */
        LITTLE_ENDIAN,
        /** First codeword in the high bits: ATM's {@code AAL2-G726-32}. */
        BIG_ENDIAN
    }

    public G726Format {
        if (bitsPerSample < 2 || bitsPerSample > 5) {
            throw new IllegalArgumentException("G726 with " + bitsPerSample + " bits a sample");
        }
    }

    @Override
    public String codec() {
        return "G726";
    }

    @Override
    public int clockRate() {
        return CLOCK_RATE;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public int unitTicks(byte[] payload) {
        return payload.length * 8 / bitsPerSample;
    }
}
