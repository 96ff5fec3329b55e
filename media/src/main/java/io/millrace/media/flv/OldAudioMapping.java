package io.millrace.media.flv;

import io.millrace.media.AudioFormat;
import io.millrace.media.G711Format;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** MP3 and G.711 with their sound format (E.4.2.1), which all players know. */
record OldAudioMapping(int soundFormat, AudioFormat format) implements FlvMapping {
    private static final int SIXTEEN_BITS = 2;
    private static final int LOWEST_RATE_OF_INDEX_1 = 11_025;

    /** Layer III only. */
    static Optional<FlvMapping> mp3(MpegAudioFormat format) {
        return format.layer() == 3
                ? Optional.of(new OldAudioMapping(FlvAudioTag.FORMAT_MP3, format))
                : Optional.empty();
    }

    /** The sound formats say mono at 8 kHz. */
    static Optional<FlvMapping> g711(G711Format format) {
        if (format.sampleRate() != 8_000 || format.channels() != 1) {
            return Optional.empty();
        }
        boolean mu = format.law() == G711Format.Law.MU;
        int soundFormat = mu ? FlvAudioTag.FORMAT_G711_MU : FlvAudioTag.FORMAT_G711_A;
        return Optional.of(new OldAudioMapping(soundFormat, format));
    }

    @Override
    public Optional<FlvCodec> named() {
        return soundFormat == FlvAudioTag.FORMAT_MP3 ? Optional.of(FlvCodec.MP3) : Optional.empty();
    }

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
