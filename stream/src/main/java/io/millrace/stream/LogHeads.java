package io.millrace.stream;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds in a stretch of a path's newest records, fed oldest first, where a reader joins and where
 * the next epoch goes on: the records from the last entry point of the newest epoch with one. Keeps
 * one group of pictures at most. Not thread-safe.
 */
public final class LogHeads {
    private final List<LoggedRecord> sinceEntryPoint = new ArrayList<>();
    private long newestEpoch;
    private long entryEpoch;

    /** Takes the next record. */
    public void add(LoggedRecord logged) {
        StreamRecord record = logged.record();
        newestEpoch = Math.max(newestEpoch, record.epoch());
        if (record.epoch() < newestEpoch) {
            return;
        }
        if (record.isEntryPoint()) {
            sinceEntryPoint.clear();
            entryEpoch = record.epoch();
        }
        if (record.epoch() == entryEpoch) {
            sinceEntryPoint.add(logged);
        }
    }

    /** The newest epoch seen, with or without an entry point; 0 if none. */
    public long newestEpoch() {
        return newestEpoch;
    }

    /** Whether the newest epoch's last entry point was seen. */
    public boolean isNewestEpochEntered() {
        return !sinceEntryPoint.isEmpty() && entryEpoch == newestEpoch;
    }

    /** Records of one epoch from its last entry point on; empty if no entry point was seen. */
    public List<LoggedRecord> sinceEntryPoint() {
        return List.copyOf(sinceEntryPoint);
    }

    /** Where the next epoch goes on; empty if no entry point was seen. */
    public Optional<LogHead> head() {
        if (sinceEntryPoint.isEmpty()) {
            return Optional.empty();
        }
        EntryPoint entry = sinceEntryPoint.getFirst().record().entryPoint().orElseThrow();
        long lastMicros = Long.MIN_VALUE;
        for (LoggedRecord logged : sinceEntryPoint) {
            for (Unit unit : logged.record().units()) {
                lastMicros = Math.max(lastMicros, ptsMicros(unit, entry.tracks()));
            }
        }
        return Optional.of(
                new LogHead(
                        entryEpoch,
                        entry.tracks(),
                        entry.numbers(),
                        lastMicros,
                        sinceEntryPoint.getLast().timestampMillis()));
    }

    private static long ptsMicros(Unit unit, List<Track> tracks) {
        for (Track track : tracks) {
            if (track.id() == unit.track()) {
                return Ticks.toMicros(unit.ptsTicks(), track.clockRate());
            }
        }
        return Long.MIN_VALUE;
    }
}
