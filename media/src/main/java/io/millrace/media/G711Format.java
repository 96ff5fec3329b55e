package io.millrace.media;

/**
 * G.711 (ITU-T). A unit is any number of samples, one byte each, channels interleaved. Ticks are
 * samples.
 *
 * @param law how 8 bits are made of a sample
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record G711Format(Law law, int sampleRate, int channels) implements AudioFormat {
    /** The two ways of G.711. */
    public enum Law {
        A,
        MU
    }

    public G711Format {
        if (sampleRate <= 0 || channels <= 0) {
            throw new IllegalArgumentException(
                    "G711 with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    @Override
    public String codec() {
        return "G711";
    }

    @Override
    public int clockRate() {
        return sampleRate;
    }

    @Override
    public int unitTicks(byte[] payload) {
        return payload.length / channels;
    }
}
