package io.millrace.media.ts;

import io.millrace.media.Unit;
import java.util.List;

/** Units that are carried as they are. */
record PlainPayload(Naming naming, boolean sharesPackets) implements UnitPayload {
    @Override
    public List<byte[]> of(List<Unit> units) {
        return units.stream().map(Unit::payload).toList();
    }
}
