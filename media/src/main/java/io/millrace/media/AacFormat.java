package io.millrace.media;

/**
 * AAC (ISO/IEC 14496-3). A unit is one raw access unit, without ADTS or LATM framing.
 *
 * @param audioSpecificConfig as in section 1.6.2.1
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record AacFormat(Bytes audioSpecificConfig, int sampleRate, int channels)
        implements AudioFormat {
    /** Samples of one access unit of AAC-LC. */
    public static final int SAMPLES_PER_UNIT = 1024;

    public AacFormat {
        if (sampleRate <= 0 || channels <= 0) {
            throw new IllegalArgumentException(
                    "AAC with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    @Override
    public String codec() {
        return "AAC";
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
