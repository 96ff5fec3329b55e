package io.millrace.media.flv;

import io.millrace.media.AacFormat;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** AAC with sound format 10 (E.4.2.2). */
record AacMapping(AacFormat format) implements FlvMapping {
    /** AAC, 44 kHz, 16 bits, stereo: what E.4.2.1 asks for whatever the audio really is. */
    private static final int HEADER = FlvAudioTag.FORMAT_AAC << 4 | 0xF;

    @Override
    public Optional<FlvCodec> named() {
        return Optional.of(FlvCodec.AAC);
    }

    @Override
    public int messageType() {
        return FlvTagHeader.AUDIO;
    }

    @Override
    public int codecId() {
        return FlvAudioTag.FORMAT_AAC;
    }

    @Override
    public void writeConfiguration(ByteBuf out) {
        out.writeByte(HEADER);
        out.writeByte(FlvAudioTag.AAC_SEQUENCE_HEADER);
        out.writeBytes(format.audioSpecificConfig().toByteArray());
    }

    @Override
    public int configurationHeaderSize() {
        return FlvMuxer.AUDIO_HEADER_SIZE;
    }

    @Override
    public int headerSize() {
        return FlvMuxer.AUDIO_HEADER_SIZE;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        out.writeByte(HEADER);
        out.writeByte(FlvAudioTag.AAC_RAW);
    }
}
