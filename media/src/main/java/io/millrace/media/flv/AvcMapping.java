package io.millrace.media.flv;

import io.millrace.media.H264Format;
import io.millrace.media.Unit;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** H.264 with codec id 7 (E.4.3.1). */
record AvcMapping(H264Format format) implements FlvMapping {
    @Override
    public Optional<FlvCodec> named() {
        return Optional.of(FlvCodec.AVC);
    }

    @Override
    public int messageType() {
        return FlvTagHeader.VIDEO;
    }

    @Override
    public int codecId() {
        return FlvVideoParser.CODEC_AVC;
    }

    @Override
    public void writeConfiguration(ByteBuf out) {
        writeHeader(true, FlvVideoParser.AVC_SEQUENCE_HEADER, 0, out);
        AvcDecoderConfiguration.write(format, out);
    }

    @Override
    public int headerSize() {
        return FlvMuxer.VIDEO_HEADER_SIZE;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        writeHeader(
                unit.randomAccess(),
                FlvVideoParser.AVC_NAL_UNITS,
                FlvMuxer.compositionMillis(unit, format.clockRate()),
                out);
    }

    private static void writeHeader(
            boolean key, int packetType, int compositionMillis, ByteBuf out) {
        int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
        out.writeByte(frameType << 4 | FlvVideoParser.CODEC_AVC);
        out.writeByte(packetType);
        out.writeMedium(compositionMillis);
    }
}
