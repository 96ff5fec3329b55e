package io.millrace.media;

/**
 * MPEG audio (ISO/IEC 11172-3, 13818-3), layers I to III, with MPEG 2.5's half rates. A unit is one
 * frame with its header. Ticks are samples.
 *
 * @param layer 1, 2 or 3
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record MpegAudioFormat(int layer, int sampleRate, int channels) implements AudioFormat {
    public MpegAudioFormat {
        if (sampleRate <= 0 || channels <= 0 || layer < 1 || layer > 3) {
            throw new IllegalArgumentException(
                    "MpegAudio with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    /** Samples of one frame (11172-3, 2.4.2.1; 13818-3, 2.4.2.1). */
    public int samplesPerUnit() {
        return switch (layer) {
            case 1 -> 384;
            case 2 -> 1152;
            default -> sampleRate >= 32_000 ? 1152 : 576;
        };
    }

    @Override
    public String codec() {
        return layer == 3 ? "MP3" : "MPEG audio";
    }

    @Override
    public int clockRate() {
        return sampleRate;
    }

    @Override
    public int unitTicks(byte[] payload) {
        return samplesPerUnit();
    }
}
