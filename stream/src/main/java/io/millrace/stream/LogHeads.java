package io.millrace.stream;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds in a stretch of a path's newest records, fed oldest first, where a reader joins and where
 * the next epoch goes on: the last entry point of the newest epoch that has one. Keeps no records.
 * Not thread-safe.
 */
public final class LogHeads {
    private long newestEpoch;
    private long entryEpoch;
    private long entryOffset = -1;
    private Optional<EntryPoint> entry = Optional.empty();
    private long lastMicros = Long.MIN_VALUE;
    private long lastTimestampMillis;

    public LogHeads() {
        this(0);
    }

    /** Likewise, leaving out epochs older than {@code knownEpoch}. */
    public LogHeads(long knownEpoch) {
        newestEpoch = knownEpoch;
    }

    /** Takes the next record. */
    public void add(LoggedRecord logged) {
        StreamRecord record = logged.record();
        newestEpoch = Math.max(newestEpoch, record.epoch());
        if (record.epoch() < newestEpoch) {
            return;
        }
        if (record.isEntryPoint()) {
            entry = record.entryPoint();
            entryEpoch = record.epoch();
            entryOffset = logged.offset();
        }
        if (record.epoch() == entryEpoch && !record.units().isEmpty()) {
            entry.ifPresent(point -> note(record, point.tracks()));
            lastTimestampMillis = logged.timestampMillis();
        }
    }

    private void note(StreamRecord record, List<Track> tracks) {
        for (Unit unit : record.units()) {
            lastMicros = Math.max(lastMicros, ptsMicros(unit, tracks));
        }
    }

    /** The newest epoch seen, with or without an entry point; 0 if none. */
    public long newestEpoch() {
        return newestEpoch;
    }

    /** Where the newest epoch's last entry point stands; empty if none of it was seen. */
    public OptionalLong entryOffset() {
        return entryOffset >= 0 && entryEpoch == newestEpoch
                ? OptionalLong.of(entryOffset)
                : OptionalLong.empty();
    }

    /** Where the next epoch goes on; empty if no entry point was seen. */
    public Optional<LogHead> head() {
        return entry.map(point ->
                new LogHead(
                        entryEpoch,
                        point.tracks(),
                        point.numbers(),
                        lastMicros,
                        lastTimestampMillis));
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
