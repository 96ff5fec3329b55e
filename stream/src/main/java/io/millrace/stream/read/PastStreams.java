package io.millrace.stream.read;

import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PastRange;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import io.millrace.stream.StreamLog;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What readers of the past share: the log, and a clock that wakes them. Each reads the log by
 * itself, at the pace at which it was written. Thread-safe.
 */
final class PastStreams {
    private final StreamLog log;
    private final Function<PathName, ReadSettings> settings;
    private final Counters counters;
    private final InstantSource clock;
    private final Set<PastReader<?>> readers = ConcurrentHashMap.newKeySet();

    PastStreams(
            StreamLog log,
            Function<PathName, ReadSettings> settings,
            Counters counters,
            InstantSource clock) {
        this.log = log;
        this.settings = settings;
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * The path's content from the last entry point written at or before {@code start}; else from
     * the oldest.
     *
     * @param end when what is wanted was written at the latest; empty for no end
     */
    CompletionStage<LiveStream> open(PathName path, Instant start, Optional<Instant> end) {
        return log.look(path, history -> entryPoint(history, start.toEpochMilli()))
                .handle((entry, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(
                                new RefusedException(
                                        RefusedException.Cause.UNAVAILABLE,
                                        "the log of path '" + path + "' cannot be read"));
                    }
                    return entry.map(found -> stream(path, found, end))
                            .orElseThrow(() ->
                                    new CompletionException(
                                            new RefusedException(
                                                    RefusedException.Cause.NOT_FOUND,
                                                    "the log of path '" + path + "' is empty")));
                });
    }

    private LiveStream stream(PathName path, LoggedRecord entry, Optional<Instant> end) {
        return new PastStream(
                this,
                path,
                entry.record().entryPoint().orElseThrow().tracks(),
                entry.offset(),
                new PastRange(Instant.ofEpochMilli(entry.timestampMillis()), end));
    }

    private static Optional<LoggedRecord> entryPoint(LogHistory history, long millis)
            throws IOException {
        long at = Math.max(history.offsetAt(millis + 1) - 1, history.begin());
        Optional<LoggedRecord> before = history.record(at);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        long from = before.get().offset() - before.get().record().entryDistance();
        LoggedRecord[] found = new LoggedRecord[1];
        history.read(
                Math.max(from, history.begin()),
                history.end(),
                logged -> {
                    StreamRecord record = logged.record();
                    if (record.isEntryPoint()) {
                        found[0] = logged;
                    }
                    return !record.isEntryPoint();
                });
        return Optional.ofNullable(found[0]);
    }

    StreamLog log() {
        return log;
    }

    Counters counters() {
        return counters;
    }

    ReadSettings settings(PathName path) {
        return settings.apply(path);
    }

    long nowMillis() {
        return clock.millis();
    }

    void add(PastReader<?> reader) {
        readers.add(reader);
    }

    void remove(PastReader<?> reader) {
        readers.remove(reader);
    }

    /** Readers of the past in this pod. */
    int size() {
        return readers.size();
    }

    /** Time passes: what is due is sent. */
    void tick() {
        long now = clock.millis();
        readers.forEach(reader -> reader.wakeAt(now));
    }

    void end(EndReason reason) {
        readers.forEach(reader -> reader.endLater(reason));
    }
}
