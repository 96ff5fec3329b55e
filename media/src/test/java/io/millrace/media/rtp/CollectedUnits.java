package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A sink that keeps what comes. */
final class CollectedUnits implements Depacketizer.Sink {
    final List<Format> formats = new ArrayList<>();
    final List<Unit> units = new ArrayList<>();

    @Override
    public void onFormat(Format format) {
        formats.add(format);
    }

    @Override
    public void onUnit(long ptsTicks, long dtsTicks, boolean randomAccess, byte[] payload) {
        units.add(new Unit(0, ptsTicks, dtsTicks, 0, randomAccess, payload));
    }

    /** Times from the first unit on, flags and a hash of the payload. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Unit unit : units) {
            lines.add(
                    "%d %d %b %08x"
                            .formatted(
                                    unit.ptsTicks() - units.getFirst().ptsTicks(),
                                    unit.dtsTicks() - units.getFirst().ptsTicks(),
                                    unit.randomAccess(),
                                    Arrays.hashCode(unit.payload())));
        }
        return lines;
    }
}
