package io.millrace.media.codec;

import io.millrace.media.AudioFormat;
import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.KlvFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.h264.SequenceParameterSet;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What descriptions for players say of a picture.
 *
 * @param width of the shown picture, in pixels
 * @param height likewise
 * @param framesPerSecond where the format tells
 */
public record PictureInfo(int width, int height, OptionalDouble framesPerSecond) {
    /** Reads a format; empty if it does not tell, or is not readable: players find out. */
    public static Optional<PictureInfo> of(Format format) {
        return switch (format) {
            case H264Format h264 -> ofH264(h264.sequenceParameterSets().getFirst());
            case Vp9Format vp9 -> Optional.of(of(vp9.width(), vp9.height()));
            case Vp8Format vp8 -> Optional.of(of(vp8.width(), vp8.height()));
            case H265Format _, Av1Format _, MpegVideoFormat _, Mpeg4VideoFormat _ ->
                    Optional.empty();
            case JpegFormat _ -> Optional.empty();
            case AudioFormat _ -> Optional.empty();
            case KlvFormat _, RtpFormat _, TsDataFormat _, TransportStreamFormat _ ->
                    Optional.empty();
        };
    }

    private static PictureInfo of(int width, int height) {
        return new PictureInfo(width, height, OptionalDouble.empty());
    }

    private static Optional<PictureInfo> ofH264(Bytes sps) {
        try {
            SequenceParameterSet parsed = SequenceParameterSet.parse(sps);
            return Optional.of(
                    new PictureInfo(parsed.width(), parsed.height(), parsed.framesPerSecond()));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }
}
