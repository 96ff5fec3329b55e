package io.millrace.media;

/**
 * G.722 (ITU-T), 64 kbit/s: 16,000 samples a second, two in each byte. A unit is any number of
 * bytes. Ticks are 8,000 a second, one a byte, as RFC 3551, section 4.5.2 has it for historic
 * reasons.
 *
 * @param channels interleaved byte by byte
 */
public record G722Format(int channels) implements AudioFormat {
    /** Ticks a second of every G.722 track; the sample rate is twice that. */
    public static final int CLOCK_RATE = 8_000;

    public G722Format {
        if (channels <= 0) {
            throw new IllegalArgumentException("G722 with " + channels + " channels");
        }
    }

    @Override
    public String codec() {
        return "G722";
    }

    @Override
    public int clockRate() {
        return CLOCK_RATE;
    }

    @Override
    public int unitTicks(byte[] payload) {
        return payload.length / channels;
    }
}
