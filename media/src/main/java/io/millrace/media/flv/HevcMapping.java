package io.millrace.media.flv;

import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/**
 * H.265 as FourCC {@code hvc1} (enhanced RTMP 2, ExVideoTagHeader).
 *
 * @param configuration HEVCDecoderConfigurationRecord
 * @param clockRate of units
 */
record HevcMapping(byte[] configuration, int clockRate) implements FlvMapping {
    private static final int HEADER_BYTES = 8;

    @Override
    public int messageType() {
        return FlvTagHeader.VIDEO;
    }

    @Override
    public int codecId() {
        return FlvCodec.HEVC.fourCc();
    }

    @Override
    public void writeConfiguration(ByteBuf out) {
        writeHeader(true, FlvVideoParser.EX_SEQUENCE_START, out);
        out.writeBytes(configuration);
    }

    @Override
    public int headerSize() {
        return HEADER_BYTES;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        writeHeader(unit.randomAccess(), FlvVideoParser.EX_CODED_FRAMES, out);
        out.writeMedium(FlvMuxer.compositionMillis(unit, clockRate));
    }

    private static void writeHeader(boolean key, int packetType, ByteBuf out) {
        int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
        out.writeByte(FlvVideoParser.ENHANCED | frameType << 4 | packetType);
        out.writeInt(FlvCodec.HEVC.fourCc());
    }
}
