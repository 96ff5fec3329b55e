package io.millrace.stream.publish;

import io.millrace.media.Unit;
import io.millrace.stream.EntryPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The units that wait to become the next record. Not thread-safe. */
final class Bundle {
    private final List<Unit> units = new ArrayList<>();
    private Optional<EntryPoint> entryPoint = Optional.empty();
    private long firstMillis;
    private int sizeBytes;

    void add(Unit unit, long nowMillis) {
        if (units.isEmpty()) {
            firstMillis = nowMillis;
        }
        units.add(unit);
        sizeBytes += unit.sizeBytes();
    }

    /** The next unit added is an entry point; the bundle must be empty. */
    void enter(EntryPoint entry) {
        entryPoint = Optional.of(entry);
    }

    boolean isEmpty() {
        return units.isEmpty();
    }

    int sizeBytes() {
        return sizeBytes;
    }

    long waitedMillis(long nowMillis) {
        return nowMillis - firstMillis;
    }

    List<Unit> units() {
        return units;
    }

    Optional<EntryPoint> entryPoint() {
        return entryPoint;
    }

    void clear() {
        units.clear();
        entryPoint = Optional.empty();
        sizeBytes = 0;
    }
}
