package io.millrace.media.flv;

import io.millrace.media.AudioFormat;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/** MP3 and G.711 with their sound format (E.4.2.1), which all players know. */
record OldAudioMapping(int soundFormat, AudioFormat format) implements FlvMapping {
    private static final int SIXTEEN_BITS = 2;
    private static final int LOWEST_RATE_OF_INDEX_1 = 11_025;

    @Override
    public int messageType() {
        return FlvTagHeader.AUDIO;
    }

    @Override
    public int codecId() {
        return soundFormat;
    }

    @Override
    public void writeConfiguration(ByteBuf out) {}

    @Override
    public int headerSize() {
        return 1;
    }

    @Override
    public void writeHeader(Unit unit, ByteBuf out) {
        int stereo = format.channels() > 1 ? 1 : 0;
        out.writeByte(soundFormat << 4 | rateIndex() << 2 | SIXTEEN_BITS | stereo);
    }

    /** SoundRate: 5.5, 11, 22 or 44 kHz; players take the true rate from the frames. */
    private int rateIndex() {
        if (format.clockRate() >= 4 * LOWEST_RATE_OF_INDEX_1) {
            return 3;
        }
        if (format.clockRate() >= 2 * LOWEST_RATE_OF_INDEX_1) {
            return 2;
        }
        return format.clockRate() >= LOWEST_RATE_OF_INDEX_1 ? 1 : 0;
    }
}
