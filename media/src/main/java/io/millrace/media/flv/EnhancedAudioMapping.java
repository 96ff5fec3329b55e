package io.millrace.media.flv;

import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sound by its FourCC (enhanced RTMP 2, ExAudioTagHeader).
 *
 * @param configuration writes what the sequence header holds; empty if the codec has none
 */
record EnhancedAudioMapping(FlvCodec codec, Optional<Consumer<ByteBuf>> configuration)
        implements FlvMapping {
    private static final int HEADER_BYTES = 5;

    @Override
    public Optional<FlvCodec> named() {
        return Optional.of(codec);
    }

    @Override
    public int messageType() {
        return FlvTagHeader.AUDIO;
    }

    @Override
    public int codecId() {
        return codec.fourCc();
    }

    @Override
    public void writeConfiguration(ByteBuf out) {
        if (configuration.isPresent()) {
            writeHeader(FlvAudioTag.EX_SEQUENCE_START, out);
            configuration.get().accept(out);
        }
    }

    @Override
    public int headerSize() {
        return HEADER_BYTES;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        writeHeader(FlvAudioTag.EX_CODED_FRAMES, out);
    }

    private void writeHeader(int packetType, ByteBuf out) {
        out.writeByte(FlvAudioTag.FORMAT_ENHANCED << 4 | packetType);
        out.writeInt(codec.fourCc());
    }
}
