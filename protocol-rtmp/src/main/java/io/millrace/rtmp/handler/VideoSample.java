package io.millrace.rtmp.handler;

import io.millrace.media.Track;
import io.millrace.media.h264.NalUnit;
import java.util.List;

/**
 * One picture.
 *
 * @param nalUnits of H.264 and H.265; of other codecs none
 * @param payload all of it: NAL units with 4-byte lengths, or the codec's frame
 * @param dtsTicks 90 kHz
 * @param ptsTicks 90 kHz
 */
public record VideoSample(
        Track track,
        List<NalUnit> nalUnits,
        byte[] payload,
        long dtsTicks,
        long ptsTicks,
        boolean keyFrame) {
    public VideoSample {
        nalUnits = List.copyOf(nalUnits);
    }
}
