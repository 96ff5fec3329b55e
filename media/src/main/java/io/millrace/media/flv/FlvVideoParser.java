package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.flv.FlvVideoTag.CodedFrame;
import io.millrace.media.flv.FlvVideoTag.Configuration;
import io.millrace.media.flv.FlvVideoTag.EndOfSequence;
import io.millrace.media.flv.FlvVideoTag.NoPicture;
import io.millrace.media.flv.FlvVideoTag.Unsupported;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Reads bodies of video tags, in the old form (E.4.3) and the enhanced one. */
final class FlvVideoParser {
    static final int CODEC_AVC = 7;

    /** HEVC in the old form, as encoders wrote it before enhanced RTMP; same layout as AVC. */
    private static final int CODEC_HEVC = 12;

    static final int FRAME_KEY = 1;
    static final int FRAME_INTER = 2;
    private static final int FRAME_COMMAND = 5;

    static final int AVC_SEQUENCE_HEADER = 0;
    static final int AVC_NAL_UNITS = 1;
    private static final int AVC_END_OF_SEQUENCE = 2;

    static final int ENHANCED = 0x80;
    static final int EX_SEQUENCE_START = 0;
    static final int EX_CODED_FRAMES = 1;
    private static final int EX_SEQUENCE_END = 2;
    private static final int EX_CODED_FRAMES_X = 3;
    private static final int EX_METADATA = 4;
    private static final int EX_MPEG2_TS_SEQUENCE_START = 5;

    private FlvVideoParser() {}

    static FlvVideoTag parse(ByteBuf body) throws MalformedMediaException {
        if (!body.isReadable()) {
            return new NoPicture();
        }
        int header = body.readUnsignedByte();
        int frameType = header >> 4 & 7;
        if ((header & ENHANCED) != 0) {
            return parseEnhanced(body, frameType, header & 0xF);
        }
        if (frameType == FRAME_COMMAND) {
            return new NoPicture();
        }
        int codec = header & 0xF;
        return switch (codec) {
            case CODEC_AVC -> parseOldForm(FlvCodec.AVC, body, frameType == FRAME_KEY);
            case CODEC_HEVC -> parseOldForm(FlvCodec.HEVC, body, frameType == FRAME_KEY);
            default -> new Unsupported(FlvCodecs.video(codec));
        };
    }

    /** AVCVIDEOPACKET (E.4.3.1). */
    private static FlvVideoTag parseOldForm(FlvCodec codec, ByteBuf body, boolean keyFrame)
            throws MalformedMediaException {
        FlvBody.require(body, 4, "AVCVIDEOPACKET");
        int packetType = body.readUnsignedByte();
        int compositionMillis = body.readMedium();
        return switch (packetType) {
            case AVC_SEQUENCE_HEADER -> new Configuration(codec, FlvBody.rest(body));
            case AVC_NAL_UNITS -> codedFrame(codec, body, keyFrame, compositionMillis);
            case AVC_END_OF_SEQUENCE -> new EndOfSequence();
            default ->
                    throw new MalformedMediaException("AVCPacketType " + packetType + " (E.4.3.1)");
        };
    }

    /** ExVideoTagHeader; the packet type stands where the codec id was. */
    private static FlvVideoTag parseEnhanced(ByteBuf body, int frameType, int firstPacketType)
            throws MalformedMediaException {
        FlvBody.Modifiers modifiers = FlvBody.modifiers(body, firstPacketType);
        int packetType = modifiers.packetType();
        if (frameType == FRAME_COMMAND && packetType != EX_METADATA) {
            return new NoPicture();
        }
        FlvBody.require(body, 4, "video FourCC");
        int fourCc = body.readInt();
        Optional<FlvCodec> codec = FlvCodec.ofFourCc(fourCc, MediaKind.VIDEO);
        if (codec.isEmpty()) {
            return new Unsupported(FlvCodecs.ofFourCc(fourCc));
        }
        FlvVideoTag tag = parsePacket(codec.get(), body, frameType == FRAME_KEY, packetType);
        return tag instanceof CodedFrame frame ? frame.later(modifiers.offsetNanos()) : tag;
    }

    private static FlvVideoTag parsePacket(
            FlvCodec codec, ByteBuf body, boolean keyFrame, int packetType)
            throws MalformedMediaException {
        return switch (packetType) {
            case EX_SEQUENCE_START -> new Configuration(codec, FlvBody.rest(body));
            case EX_CODED_FRAMES -> {
                boolean composed = codec.hasCompositionTime();
                FlvBody.require(body, composed ? 3 : 0, "composition time");
                yield codedFrame(codec, body, keyFrame, composed ? body.readMedium() : 0);
            }
            case EX_CODED_FRAMES_X -> codedFrame(codec, body, keyFrame, 0);
            case EX_SEQUENCE_END -> new EndOfSequence();
            case EX_METADATA -> new NoPicture();
            case EX_MPEG2_TS_SEQUENCE_START ->
                    new Unsupported("video with an MPEG-2 TS descriptor");
            default -> throw new MalformedMediaException("VideoPacketType " + packetType);
        };
    }

    private static FlvVideoTag codedFrame(
            FlvCodec codec, ByteBuf body, boolean keyFrame, int compositionMillis) {
        return body.isReadable()
                ? new CodedFrame(codec, keyFrame, compositionMillis, 0, FlvBody.rest(body))
                : new NoPicture();
    }
}
