package io.millrace.media;

/**
 * AC-3 (ETSI TS 102 366). A unit is one syncframe of 1,536 samples. Ticks are samples.
 *
 * @param specificConfig content of the box dac3 (annex F.4): 3 bytes
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record Ac3Format(Bytes specificConfig, int sampleRate, int channels) implements AudioFormat {
    /** Samples of one syncframe (4.1). */
    public static final int SAMPLES_PER_UNIT = 1536;

    public Ac3Format {
        if (sampleRate <= 0 || channels <= 0 || specificConfig.size() != 3) {
            throw new IllegalArgumentException(
                    "Ac3 with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    @Override
    public String codec() {
        return "AC-3";
    }

    @Override
    public int clockRate() {
        return sampleRate;
    }

    @Override
    public int unitTicks(byte[] payload) {
        return SAMPLES_PER_UNIT;
    }
}
