package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives units on at the pace of their timestamps. Blocks; used by one virtual thread, whose
 * interruption is kept for it.
 */
final class PacedPublisher implements Publisher {
    private static final long MAX_LAG_MICROS = 2_000_000;
    private static final long MAX_LEAD_MICROS = 30_000_000;

    private final Publisher publisher;
    private final Pace pace;
    private final Map<Integer, Integer> clockRates = new HashMap<>();

    PacedPublisher(Publisher publisher, PlayClock clock) {
        this(publisher, new Pace(clock));
    }

    /**
     * @param pace that others may have too
     */
    PacedPublisher(Publisher publisher, Pace pace) {
        this.publisher = publisher;
        this.pace = pace;
    }

    /** When units of a timestamp are given on; one for all renditions of a stream. Thread-safe. */
    static final class Pace {
        private final PlayClock clock;
        private boolean begun;
        private long zeroMicros;

        Pace(PlayClock clock) {
            this.clock = clock;
        }

        private synchronized long due(long dtsMicros) {
            long now = clock.nowMicros();
            long lead = zeroMicros + dtsMicros - now;
            if (!begun || lead < -MAX_LAG_MICROS || lead > MAX_LEAD_MICROS) {
                begun = true;
                zeroMicros = now - dtsMicros;
            }
            return zeroMicros + dtsMicros;
        }

        void await(long dtsMicros) throws InterruptedException {
            clock.waitUntil(due(dtsMicros));
        }
    }

    @Override
    public PathName path() {
        return publisher.path();
    }

    @Override
    public long epoch() {
        return publisher.epoch();
    }

    @Override
    public void describe(List<Track> tracks) {
        tracks.forEach(track -> clockRates.put(track.id(), track.clockRate()));
        publisher.describe(tracks);
    }

    @Override
    public void write(Unit unit) {
        int rate = clockRates.getOrDefault(unit.track(), 90_000);
        long dtsMicros = Ticks.toMicros(unit.dtsTicks(), rate);
        try {
            pace.await(dtsMicros);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        publisher.write(unit);
    }

    @Override
    public void close(EndReason reason) {
        publisher.close(reason);
    }
}
