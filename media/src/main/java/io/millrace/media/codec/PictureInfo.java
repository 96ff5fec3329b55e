package io.millrace.media.codec;

import io.millrace.media.AudioFormat;
import io.millrace.media.Av1Format;
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
import io.millrace.media.av1.Av1SequenceHeader;
import io.millrace.media.h264.SequenceParameterSet;
import io.millrace.media.h265.H265SequenceParameterSet;
import io.millrace.media.mpeg4video.VideoObjectLayer;
import io.millrace.media.mpegvideo.MpegVideoSequence;
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
            case H264Format h264 -> read(() -> ofH264(h264));
            case Vp9Format vp9 -> Optional.of(of(vp9.width(), vp9.height()));
            case Vp8Format vp8 -> Optional.of(of(vp8.width(), vp8.height()));
            case H265Format h265 -> read(() -> ofH265(h265));
            case MpegVideoFormat video -> read(() -> ofMpeg(video));
            case Mpeg4VideoFormat video -> read(() -> ofMpeg4(video));
            case Av1Format av1 -> read(() -> ofAv1(av1));
            case JpegFormat _ -> Optional.empty();
            case AudioFormat _ -> Optional.empty();
            case KlvFormat _, RtpFormat _, TsDataFormat _, TransportStreamFormat _ ->
                    Optional.empty();
        };
    }

    private static PictureInfo of(int width, int height) {
        return new PictureInfo(width, height, OptionalDouble.empty());
    }

    /** Reads the parameter sets of a format. */
    private interface Reading {
        PictureInfo read() throws MalformedMediaException;
    }

    private static Optional<PictureInfo> read(Reading reading) {
        try {
            return Optional.of(reading.read());
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }

    private static PictureInfo ofH264(H264Format format) throws MalformedMediaException {
        SequenceParameterSet sps =
                SequenceParameterSet.parse(format.sequenceParameterSets().getFirst());
        return new PictureInfo(sps.width(), sps.height(), sps.framesPerSecond());
    }

    private static PictureInfo ofH265(H265Format format) throws MalformedMediaException {
        H265SequenceParameterSet sps =
                H265SequenceParameterSet.parse(format.sequenceParameterSets().getFirst());
        return new PictureInfo(sps.width(), sps.height(), sps.framesPerSecond());
    }

    private static PictureInfo ofAv1(Av1Format format) throws MalformedMediaException {
        Av1SequenceHeader header = Av1SequenceHeader.of(format);
        return of(header.width(), header.height());
    }

    private static PictureInfo ofMpeg(MpegVideoFormat format) throws MalformedMediaException {
        byte[] header = format.sequenceHeader().toByteArray();
        MpegVideoSequence sequence = MpegVideoSequence.parse(header, 0, header.length);
        return new PictureInfo(
                sequence.width(),
                sequence.height(),
                OptionalDouble.of(sequence.framesPerThousandSeconds() / 1000.0));
    }

    private static PictureInfo ofMpeg4(Mpeg4VideoFormat format) throws MalformedMediaException {
        VideoObjectLayer layer = VideoObjectLayer.find(format.configuration().toByteArray());
        return of(layer.width(), layer.height());
    }
}
