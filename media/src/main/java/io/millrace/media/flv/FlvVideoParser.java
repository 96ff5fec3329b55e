package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.flv.FlvVideoTag.CodedFrame;
import io.millrace.media.flv.FlvVideoTag.Configuration;
import io.millrace.media.flv.FlvVideoTag.EndOfSequence;
import io.millrace.media.flv.FlvVideoTag.NoPicture;
import io.millrace.media.flv.FlvVideoTag.Unsupported;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.netty.buffer.ByteBuf;

/** Reads bodies of video tags, in the old form (E.4.3) and the enhanced one. */
final class FlvVideoParser {
    static final int CODEC_AVC = 7;
    static final int FRAME_KEY = 1;
    static final int FRAME_INTER = 2;
    private static final int FRAME_COMMAND = 5;

    static final int AVC_SEQUENCE_HEADER = 0;
    static final int AVC_NAL_UNITS = 1;
    private static final int AVC_END_OF_SEQUENCE = 2;

    private static final int ENHANCED = 0x80;
    private static final int EX_SEQUENCE_START = 0;
    private static final int EX_CODED_FRAMES = 1;
    private static final int EX_SEQUENCE_END = 2;
    private static final int EX_CODED_FRAMES_X = 3;
    private static final int EX_METADATA = 4;
    private static final int EX_MPEG2_TS_SEQUENCE_START = 5;
    private static final int EX_MULTITRACK = 6;
    private static final int EX_MOD_EX = 7;

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
        if (codec != CODEC_AVC) {
            return new Unsupported(FlvCodecs.video(codec));
        }
        return parseAvc(body, frameType == FRAME_KEY);
    }

    /** AVCVIDEOPACKET (E.4.3.1). */
    private static FlvVideoTag parseAvc(ByteBuf body, boolean keyFrame)
            throws MalformedMediaException {
        FlvBody.require(body, 4, "AVCVIDEOPACKET");
        int packetType = body.readUnsignedByte();
        int compositionMillis = body.readMedium();
        return switch (packetType) {
            case AVC_SEQUENCE_HEADER -> new Configuration(AvcDecoderConfiguration.read(body));
            case AVC_NAL_UNITS -> codedFrame(body, keyFrame, compositionMillis);
            case AVC_END_OF_SEQUENCE -> new EndOfSequence();
            default ->
                    throw new MalformedMediaException("AVCPacketType " + packetType + " (E.4.3.1)");
        };
    }

    /** ExVideoTagHeader; the packet type stands where the codec id was. */
    private static FlvVideoTag parseEnhanced(ByteBuf body, int frameType, int firstPacketType)
            throws MalformedMediaException {
        int packetType = firstPacketType;
        while (packetType == EX_MOD_EX) {
            packetType = FlvBody.skipModifier(body);
        }
        if (frameType == FRAME_COMMAND && packetType != EX_METADATA) {
            return new NoPicture();
        }
        if (packetType == EX_MULTITRACK) {
            return new Unsupported("video multitrack");
        }
        FlvBody.require(body, 4, "video FourCC");
        int fourCc = body.readInt();
        if (fourCc != FlvCodecs.FOURCC_AVC1) {
            return new Unsupported(FlvCodecs.ofFourCc(fourCc));
        }
        boolean keyFrame = frameType == FRAME_KEY;
        return switch (packetType) {
            case EX_SEQUENCE_START -> new Configuration(AvcDecoderConfiguration.read(body));
            case EX_CODED_FRAMES -> {
                FlvBody.require(body, 3, "composition time");
                yield codedFrame(body, keyFrame, body.readMedium());
            }
            case EX_CODED_FRAMES_X -> codedFrame(body, keyFrame, 0);
            case EX_SEQUENCE_END -> new EndOfSequence();
            case EX_METADATA -> new NoPicture();
            case EX_MPEG2_TS_SEQUENCE_START -> new Unsupported("AVC with an MPEG-2 TS descriptor");
            default -> throw new MalformedMediaException("VideoPacketType " + packetType);
        };
    }

    private static FlvVideoTag codedFrame(ByteBuf body, boolean keyFrame, int compositionMillis) {
        return body.isReadable()
                ? new CodedFrame(keyFrame, compositionMillis, FlvBody.rest(body))
                : new NoPicture();
    }
}
