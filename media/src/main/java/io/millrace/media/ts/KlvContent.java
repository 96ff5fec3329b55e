package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.KlvFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.klv.KlvItems;
import java.util.List;
import java.util.Optional;

/** KLV metadata: bare, or in cells that are timed with the pictures (MISB ST 1402). */
record KlvContent(KlvFormat format) implements PacketContent {
    @Override
    public Optional<Format> knownFormat() {
        return Optional.of(format);
    }

    @Override
    public List<AudioUnit> units(byte[] data) throws MalformedMediaException {
        byte[] items = format.synchronous() ? KlvItems.ofCells(data) : data;
        return items.length == 0 ? List.of() : List.of(new AudioUnit(format, 0, items));
    }
}
