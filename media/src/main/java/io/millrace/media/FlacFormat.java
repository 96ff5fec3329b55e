package io.millrace.media;

import io.millrace.media.flac.FlacFrame;

/**
 * FLAC (RFC 9639). A unit is one frame. Ticks are samples.
 *
 * @param streamInfo content of the STREAMINFO block (section 8.2): 34 bytes
 * @param sampleRate samples a second; also the clock rate of the track
 * @param channels number of output channels
 */
public record FlacFormat(Bytes streamInfo, int sampleRate, int channels) implements AudioFormat {
    public static final int STREAM_INFO_SIZE = 34;

    public FlacFormat {
        if (sampleRate <= 0 || channels <= 0 || streamInfo.size() != STREAM_INFO_SIZE) {
            throw new IllegalArgumentException(
                    "Flac with " + sampleRate + " Hz, " + channels + " channels");
        }
    }

    @Override
    public String codec() {
        return "FLAC";
    }

    @Override
    public int clockRate() {
        return sampleRate;
    }

    @Override
    public int unitTicks(byte[] payload) throws MalformedMediaException {
        return FlacFrame.samples(payload);
    }
}
