package io.millrace.media.flv;

import io.millrace.media.Av1Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.vp9.Vp9Configuration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pictures that are shown in the order in which they are decoded, by their FourCC (enhanced RTMP 2,
 * ExVideoTagHeader).
 *
 * @param configuration writes what the sequence header holds
 */
record EnhancedVideoMapping(FlvCodec codec, Consumer<ByteBuf> configuration) implements FlvMapping {
    private static final int HEADER_BYTES = 5;

    /** Empty if the sequence header cannot be read: then no record can be written. */
    static Optional<FlvMapping> of(Av1Format format) {
        ByteBuf record = Unpooled.buffer();
        try {
            Av1Configuration.write(format, record);
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
        return Optional.of(
                new EnhancedVideoMapping(
                        FlvCodec.AV1, out -> out.writeBytes(record, 0, record.writerIndex())));
    }

    static FlvMapping of(Vp9Format format) {
        return new EnhancedVideoMapping(FlvCodec.VP9, out -> Vp9Configuration.write(format, out));
    }

    static FlvMapping of(Vp8Format format) {
        return new EnhancedVideoMapping(FlvCodec.VP8, out -> Vp9Configuration.write(format, out));
    }

    @Override
    public Optional<FlvCodec> named() {
        return Optional.of(codec);
    }

    @Override
    public int messageType() {
        return FlvTagHeader.VIDEO;
    }

    @Override
    public int codecId() {
        return codec.fourCc();
    }

    @Override
    public void writeConfiguration(ByteBuf out) {
        writeHeader(true, FlvVideoParser.EX_SEQUENCE_START, out);
        configuration.accept(out);
    }

    @Override
    public int headerSize() {
        return HEADER_BYTES;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        writeHeader(unit.randomAccess(), FlvVideoParser.EX_CODED_FRAMES, out);
    }

    private void writeHeader(boolean key, int packetType, ByteBuf out) {
        int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
        out.writeByte(FlvVideoParser.ENHANCED | frameType << 4 | packetType);
        out.writeInt(codec.fourCc());
    }
}
