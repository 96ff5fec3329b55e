package io.millrace.media;

/**
 * Uncompressed audio. A unit is any number of samples, channels interleaved; big-endian and signed
 * as RTP's L16, L20 padded to L24, and L24 (RFC 3190); 8 bits unsigned as L8. Ticks are samples.
 *
 * @param bits a sample has in the unit: 8, 16 or 24
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record LpcmFormat(int bits, int sampleRate, int channels) implements AudioFormat {
    public LpcmFormat {
        if (sampleRate <= 0 || channels <= 0 || (bits != 8 && bits != 16 && bits != 24)) {
            throw new IllegalArgumentException(
                    "Lpcm with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    /** Bytes of one sample of all channels. */
    public int bytesPerTick() {
        return bits / 8 * channels;
    }

    @Override
    public String codec() {
        return "LPCM";
    }

    @Override
    public int clockRate() {
        return sampleRate;
    }

    @Override
    public int unitTicks(byte[] payload) {
        return payload.length / bytesPerTick();
    }
}
