package io.millrace.media.ts;

import io.millrace.media.Ac3Format;
import io.millrace.media.Eac3Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.ac3.Ac3Header;
import io.millrace.media.ac3.Eac3Header;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * AC-3 and E-AC-3 syncframes (ETSI TS 102 366), told apart by their bsid. Of E-AC-3, the dependent
 * and further substreams that stand in the same PES packet belong to the unit of the first.
 */
final class Ac3Framing implements AudioFraming {
    private Optional<Eac3Format> enhanced = Optional.empty();

    @Override
    public int headerSize() {
        return Ac3Header.SIZE;
    }

    @Override
    public boolean isSync(byte[] bytes, int at) {
        return Ac3Header.isSync(bytes, at);
    }

    @Override
    public int frameSize(byte[] bytes, int at, int size) throws MalformedMediaException {
        if (!Ac3Header.isEnhanced(bytes, at, size)) {
            return Ac3Header.parse(bytes, at, size).frameBytes();
        }
        int whole = Eac3Header.parse(bytes, at, size).frameBytes();
        while (whole <= size - Ac3Header.SIZE && continuesUnit(bytes, at + whole, size - whole)) {
            whole += Eac3Header.parse(bytes, at + whole, size - whole).frameBytes();
        }
        return whole;
    }

    private static boolean continuesUnit(byte[] bytes, int at, int size)
            throws MalformedMediaException {
        return Ac3Header.isSync(bytes, at)
                && Ac3Header.isEnhanced(bytes, at, size)
                && !Eac3Header.parse(bytes, at, size).beginsUnit();
    }

    @Override
    public List<AudioUnit> units(byte[] bytes, int at, int size) throws MalformedMediaException {
        byte[] frame = Arrays.copyOfRange(bytes, at, at + size);
        if (Ac3Header.isEnhanced(bytes, at, size)) {
            Eac3Header header = Eac3Header.parse(bytes, at, size);
            return List.of(new AudioUnit(format(header), header.samples(), frame));
        }
        Ac3Format format = Ac3Header.parse(bytes, at, size).format();
        return List.of(new AudioUnit(format, Ac3Format.SAMPLES_PER_UNIT, frame));
    }

    /** The description tells a bit rate, which may change from frame to frame: the first stays. */
    private Eac3Format format(Eac3Header header) {
        Eac3Format next = header.format();
        boolean same =
                enhanced.isPresent()
                        && enhanced.get().sampleRate() == next.sampleRate()
                        && enhanced.get().channels() == next.channels();
        if (!same) {
            enhanced = Optional.of(next);
        }
        return enhanced.orElseThrow();
    }
}
