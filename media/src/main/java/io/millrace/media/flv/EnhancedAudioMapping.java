package io.millrace.media.flv;

import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/**
 * Sound by its FourCC (enhanced RTMP 2, ExAudioTagHeader).
 *
 * @param configuration what the sequence header holds; empty if the codec has none
 */
record EnhancedAudioMapping(FlvCodec codec, byte[] configuration) implements FlvMapping {
    private static final int HEADER_BYTES = 5;

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
        if (configuration.length > 0) {
            writeHeader(FlvAudioTag.EX_SEQUENCE_START, out);
            out.writeBytes(configuration);
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
