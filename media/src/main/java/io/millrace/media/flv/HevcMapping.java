package io.millrace.media.flv;

import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.mp4.HevcDecoderConfiguration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/** H.265 as FourCC {@code hvc1} (enhanced RTMP 2, ExVideoTagHeader). */
record HevcMapping(H265Format format) implements FlvMapping {
    private static final int HEADER_BYTES = 8;

    @Override
    public Optional<FlvCodec> named() {
        return Optional.of(FlvCodec.HEVC);
    }

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
        try {
            HevcDecoderConfiguration.write(format, out);
        } catch (MalformedMediaException e) {
            throw new IllegalArgumentException("canCarry said so: " + e.getMessage(), e);
        }
    }

    /** Without a readable SPS no decoder configuration can be written. */
    @Override
    public boolean isWritable() {
        try {
            HevcDecoderConfiguration.write(format, Unpooled.buffer());
            return true;
        } catch (MalformedMediaException _) {
            return false;
        }
    }

    @Override
    public int headerSize() {
        return HEADER_BYTES;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        writeHeader(unit.randomAccess(), FlvVideoParser.EX_CODED_FRAMES, out);
        out.writeMedium(FlvMuxer.compositionMillis(unit, format.clockRate()));
    }

    private static void writeHeader(boolean key, int packetType, ByteBuf out) {
        int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
        out.writeByte(FlvVideoParser.ENHANCED | frameType << 4 | packetType);
        out.writeInt(FlvCodec.HEVC.fourCc());
    }
}
