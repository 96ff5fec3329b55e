package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.mpegaudio.MpegAudioHeader;
import java.util.Arrays;
import java.util.List;

/** MPEG audio, layers I to III (ISO/IEC 11172-3, 13818-3). */
final class MpegAudioFraming implements AudioFraming {
    @Override
    public int headerSize() {
        return MpegAudioHeader.SIZE;
    }

    @Override
    public boolean isSync(byte[] bytes, int at) {
        return MpegAudioHeader.isSync(bytes, at);
    }

    @Override
    public int frameSize(byte[] bytes, int at, int size) throws MalformedMediaException {
        return MpegAudioHeader.parse(bytes, at, size).frameBytes();
    }

    @Override
    public List<AudioUnit> units(byte[] bytes, int at, int size) throws MalformedMediaException {
        MpegAudioFormat format = MpegAudioHeader.parse(bytes, at, size).format();
        byte[] frame = Arrays.copyOfRange(bytes, at, at + size);
        return List.of(new AudioUnit(format, format.samplesPerUnit(), frame));
    }
}
