package io.millrace.media.h265;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import java.util.OptionalDouble;

/**
 * What we need of a sequence parameter set (H.265, 7.3.2.2).
 *
 * @param maxSubLayers 1 to 7
 * @param chromaFormat 0 to 3: monochrome, 4:2:0, 4:2:2, 4:4:4
 * @param width of the shown picture, in pixels
 * @param height likewise
 * @param maxReorderPictures of the highest sub-layer: how many may come before one and be shown
 *     after it
 * @param framesPerSecond of the VUI's timing, where there is one
 */
public record H265SequenceParameterSet(
        int id,
        int maxSubLayers,
        boolean temporalIdNesting,
        ProfileTierLevel profile,
        int chromaFormat,
        int bitDepthLuma,
        int bitDepthChroma,
        int width,
        int height,
        int maxReorderPictures,
        OptionalDouble framesPerSecond) {

    /** Parses a NAL unit of type SPS, header included. */
    public static H265SequenceParameterSet parse(Bytes nalUnit) throws MalformedMediaException {
        if (nalUnit.size() == 0) {
            throw new MalformedMediaException("H.265 SPS of 0 bytes");
        }
        return new H265SpsParser(H265ParameterSets.rbsp(NalUnit.of(nalUnit))).parse();
    }
}
