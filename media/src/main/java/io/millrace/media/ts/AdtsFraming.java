package io.millrace.media.ts;

import io.millrace.media.AacFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.Adts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** AAC with ADTS headers (ISO/IEC 14496-3, 1.A.2; ISO/IEC 13818-1, 2.11). */
final class AdtsFraming implements AudioFraming {
    private Optional<Adts> lastHeader = Optional.empty();
    private Optional<AacFormat> lastFormat = Optional.empty();

    @Override
    public int headerSize() {
        return Adts.HEADER_SIZE;
    }

    @Override
    public boolean isSync(byte[] bytes, int at) {
        return bytes[at] == (byte) 0xFF && (bytes[at + 1] & 0xF6) == 0xF0;
    }

    @Override
    public int frameSize(byte[] bytes, int at, int size) throws MalformedMediaException {
        return Adts.parse(bytes, at, size).frameSize();
    }

    @Override
    public List<AudioUnit> units(byte[] bytes, int at, int size) throws MalformedMediaException {
        Adts header = Adts.parse(bytes, at, size);
        byte[] payload = Arrays.copyOfRange(bytes, at + header.headerSize(), at + size);
        return List.of(new AudioUnit(format(header), AacFormat.SAMPLES_PER_UNIT, payload));
    }

    private AacFormat format(Adts header) throws MalformedMediaException {
        if (lastHeader.isEmpty() || !isAlike(lastHeader.get(), header)) {
            lastFormat = Optional.of(header.format());
            lastHeader = Optional.of(header);
        }
        return lastFormat.orElseThrow();
    }

    private static boolean isAlike(Adts one, Adts other) {
        return one.objectType() == other.objectType()
                && one.sampleRate() == other.sampleRate()
                && one.channelConfiguration() == other.channelConfiguration();
    }
}
