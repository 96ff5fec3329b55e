package io.millrace.media.ts;

import io.millrace.media.AacFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.LatmReader;
import java.util.ArrayList;
import java.util.List;

/** AAC as LATM in LOAS frames (ISO/IEC 14496-3, 1.7). */
final class LatmFraming implements AudioFraming {
    private final LatmReader latm = new LatmReader();

    @Override
    public int headerSize() {
        return LatmReader.LOAS_HEADER;
    }

    @Override
    public boolean isSync(byte[] bytes, int at) {
        return bytes[at] == 0x56 && (bytes[at + 1] & 0xE0) == 0xE0;
    }

    @Override
    public int frameSize(byte[] bytes, int at, int size) throws MalformedMediaException {
        return LatmReader.loasFrameBytes(bytes, at, size);
    }

    @Override
    public List<AudioUnit> units(byte[] bytes, int at, int size) throws MalformedMediaException {
        int header = LatmReader.LOAS_HEADER;
        List<AudioUnit> units = new ArrayList<>();
        for (byte[] payload : latm.read(bytes, at + header, size - header, true)) {
            AacFormat format = latm.format().orElseThrow();
            units.add(new AudioUnit(format, AacFormat.SAMPLES_PER_UNIT, payload));
        }
        return units;
    }
}
