package io.millrace.ingest.file;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a path from an MP4 or MPEG-TS file, over and over without a seam, paced by the file's
 * timestamps, until it is stopped. When the publication is refused or ended, or the file cannot be
 * read, it is tried again after a while: the message names the file and the place in it.
 *
 * <p>One virtual thread does it all. {@link #close} may be called by any thread.
 */
public final class FileSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
    private static final EndReason STOPPED = EndReason.of(EndReason.Kind.SHUTDOWN, "stopped");
    private static final long FIRST_PAUSE_MICROS = 500_000;
    private static final long MAX_PAUSE_MICROS = 30_000_000;

    /** Further behind than this, lost time is not made up for. */
    private static final long MAX_LAG_MICROS = 1_000_000;

    private static final long LOOK_AHEAD_MICROS = 1_000_000;
    private static final int MAX_WAITING = 2_000;

    private final PathName path;
    private final Path file;
    private final Publishing publishing;
    private final PlayClock clock;
    private final Optional<Round> round;
    private final Thread thread;
    private final AtomicReference<Optional<EndReason>> ended =
            new AtomicReference<>(Optional.empty());
    private long pauseMicros = FIRST_PAUSE_MICROS;

    /**
     * How a file is played.
     *
     * @param loop over and over, without a seam; else once
     * @param onEnd told why it ended, instead of trying again: another does that
     */
    public record Round(boolean loop, Consumer<String> onEnd) {}

    private FileSource(
            PathName path,
            Path file,
            Publishing publishing,
            PlayClock clock,
            Optional<Round> round) {
        this.path = path;
        this.round = round;
        this.file = file;
        this.publishing = publishing;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("file-source " + path).unstarted(this::run);
    }

    /** Starts playing {@code file} as {@code path}. */
    public static FileSource start(
            PathName path, Path file, Publishing publishing, PlayClock clock) {
        FileSource source = new FileSource(path, file, publishing, clock, Optional.empty());
        source.thread.start();
        return source;
    }

    /** Likewise, until it ends. */
    public static FileSource start(
            PathName path, Path file, Publishing publishing, PlayClock clock, Round round) {
        FileSource source = new FileSource(path, file, publishing, clock, Optional.of(round));
        source.thread.start();
        return source;
    }

    /** Ends the publication and waits until it is done. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                String problem = playUntilEnd();
                if (round.isPresent()) {
                    round.get().onEnd().accept(problem);
                    return;
                }
                LOG.warn(
                        "file source of path {}: {}; trying again in {} ms",
                        path,
                        problem,
                        pauseMicros / 1000);
                clock.waitUntil(clock.nowMicros() + pauseMicros);
                pauseMicros = Math.min(2 * pauseMicros, MAX_PAUSE_MICROS);
            }
        } catch (InterruptedException e) {
            LOG.info("file source of path {} is stopped", path);
        }
    }

    /** Plays until something ends it; tells what. */
    private String playUntilEnd() throws InterruptedException {
        try (MediaFile media = MediaFile.open(file)) {
            ended.set(Optional.empty());
            Publisher publisher = publish(media.tracks());
            Playback playback = new Playback(publisher, media.tracks());
            EndReason reason = EndReason.of(EndReason.Kind.FAILURE, "cannot read the file");
            try {
                playback.run(media);
                reason = EndReason.of(EndReason.Kind.PEER_LEFT, "the file has ended");
            } catch (InterruptedException e) {
                reason = STOPPED;
                throw e;
            } finally {
                publisher.close(reason);
            }
            if (round.isPresent() && ended.get().isEmpty()) {
                return "the file has ended";
            }
            return "publication ended: " + ended.get().map(EndReason::text).orElse("");
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException("stopped while reading " + file);
        } catch (IOException | MalformedMediaException e) {
            return "file " + file + ": " + e;
        } catch (ExecutionException e) {
            return "cannot publish: " + e.getCause();
        }
    }

    private Publisher publish(List<Track> tracks) throws InterruptedException, ExecutionException {
        PublishRequest request =
                new PublishRequest(
                        path, Client.internal("file").withUserAgent(file.toString()), tracks);
        CompletionStage<Publisher> asked =
                publishing.publish(request, reason -> ended.set(Optional.of(reason)));
        try {
            return asked.toCompletableFuture().get();
        } catch (InterruptedException e) {
            asked.thenAccept(late -> late.close(STOPPED));
            throw e;
        }
    }

    /**
     * A unit that waits for its time.
     *
     * @param tracks a description that is due before it; mostly empty
     */
    private record Waiting(long dtsMicros, long order, List<Track> tracks, Unit unit) {}

    /**
     * One publication: places units on its timeline, puts them in the order of their decoding times
     * (files interleave loosely, and rounds overlap by the delay of B pictures), waits for their
     * time.
     */
    private final class Playback implements UnitSink {
        private final Publisher publisher;
        private final Loop loop;
        private final Map<Integer, Integer> clockRates = new HashMap<>();
        private List<Track> tracks;
        private final PriorityQueue<Waiting> waiting =
                new PriorityQueue<>(
                        Comparator.comparingLong(Waiting::dtsMicros)
                                .thenComparingLong(Waiting::order));
        private List<Track> description = List.of();
        private long newestMicros = Long.MIN_VALUE;
        private long order;
        private Optional<Long> zeroMicros = Optional.empty();

        Playback(Publisher publisher, List<Track> tracks) {
            this.publisher = publisher;
            this.tracks = tracks;
            this.loop = new Loop(tracks);
            tracks.forEach(track -> clockRates.put(track.id(), track.clockRate()));
        }

        void run(MediaFile media)
                throws IOException, MalformedMediaException, InterruptedException {
            boolean over = false;
            while (ended.get().isEmpty() && !(over && waiting.isEmpty())) {
                while (!over && !looksFarEnough()) {
                    if (!media.next(this)) {
                        over = isLastRound();
                        if (!over) {
                            endRound(media);
                        }
                    }
                }
                if (!waiting.isEmpty()) {
                    play(waiting.remove());
                }
            }
        }

        private boolean isLastRound() {
            return round.isPresent() && !round.get().loop();
        }

        private boolean looksFarEnough() {
            Waiting first = waiting.peek();
            return first != null
                    && (newestMicros - first.dtsMicros() >= LOOK_AHEAD_MICROS
                            || waiting.size() >= MAX_WAITING);
        }

        private void endRound(MediaFile media) throws IOException, MalformedMediaException {
            if (loop.roundTicks() <= 0) {
                throw new MalformedMediaException("nothing to play up to the end of the file");
            }
            loop.nextRound();
            media.rewind();
            pauseMicros = FIRST_PAUSE_MICROS;
        }

        private void play(Waiting next) throws InterruptedException {
            Unit unit = next.unit();
            long dtsMicros = next.dtsMicros();
            long now = clock.nowMicros();
            long zero = zeroMicros.orElse(now - dtsMicros);
            if (now - (zero + dtsMicros) > MAX_LAG_MICROS) {
                zero = now - dtsMicros;
            }
            zeroMicros = Optional.of(zero);
            clock.waitUntil(zero + dtsMicros);
            if (!next.tracks().isEmpty()) {
                publisher.describe(next.tracks());
            }
            long ntpMicros = zero + Ticks.toMicros(unit.ptsTicks(), clockRate(unit));
            publisher.write(
                    new Unit(
                            unit.track(),
                            unit.ptsTicks(),
                            unit.dtsTicks(),
                            ntpMicros,
                            unit.randomAccess(),
                            unit.payload()));
        }

        private int clockRate(Unit unit) {
            return clockRates.getOrDefault(unit.track(), 1);
        }

        @Override
        public void onTracks(List<Track> described) {
            if (described.size() >= tracks.size() && !described.equals(tracks)) {
                tracks = List.copyOf(described);
                loop.describe(tracks);
                tracks.forEach(track -> clockRates.put(track.id(), track.clockRate()));
                description = tracks;
            }
        }

        @Override
        public void onUnit(Unit unit) {
            Optional<Unit> placed = loop.place(unit);
            if (placed.isPresent()) {
                Unit next = placed.get();
                long dtsMicros = Ticks.toMicros(next.dtsTicks(), clockRate(next));
                newestMicros = Math.max(newestMicros, dtsMicros);
                waiting.add(new Waiting(dtsMicros, order++, description, next));
                description = List.of();
            }
        }
    }
}
