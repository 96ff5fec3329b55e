package io.millrace.rtmp.handler;

import io.millrace.media.Track;

/**
 * How a track's samples are coded.
 *
 * @param initData the sequence header's record, such as AVCDecoderConfigurationRecord or
 *     AudioSpecificConfig; empty where the codec has none
 */
public record CodecConfiguration(Track track, byte[] initData) {
    /** The codec's name, {@code H264}. */
    public String codec() {
        return track.format().codec();
    }
}
