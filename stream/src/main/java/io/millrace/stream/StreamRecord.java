package io.millrace.stream;

import io.millrace.media.Unit;
import java.util.List;
import java.util.Optional;

/**
 * One record of a path's log: one or more consecutive units of one epoch. Timestamps of its units
 * are on the path's timeline.
 *
 * @param epoch the publication that wrote it; readers drop records of an older epoch than they saw
 * @param firstSequence sequence in the epoch of the first unit; the others follow by one
 * @param entryDistance how many records ago the newest entry point was written; 0 on one
 * @param entryPoint present exactly on entry points, whose first unit is then randomly accessible,
 *     or passes for it
 */
public record StreamRecord(
        long epoch,
        long firstSequence,
        int entryDistance,
        Mark mark,
        Optional<EntryPoint> entryPoint,
        List<Unit> units) {

    public StreamRecord {
        units = List.copyOf(units);
        if (entryPoint.isPresent() != (entryDistance == 0)) {
            throw new IllegalArgumentException(
                    "entry point " + entryPoint.isPresent() + " at distance " + entryDistance);
        }
    }

    public boolean isEntryPoint() {
        return entryPoint.isPresent();
    }

    /** Payload bytes of all units. */
    public int sizeBytes() {
        int size = 0;
        for (Unit unit : units) {
            size += unit.sizeBytes();
        }
        return size;
    }
}
