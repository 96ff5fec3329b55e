package io.millrace.systemtests;

import io.millrace.systemtests.NumberedPictures.Label;
import io.millrace.systemtests.PictureFeed.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A player that reads {@link NumberedPictures} and comes back whenever it is cut off. */
final class SteadyReader implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;

    private final String path;
    private final Callable<PictureFeed> opening;
    private final List<Visit> visits = new ArrayList<>();
    private Optional<PictureFeed> feed = Optional.empty();
    private int pictureCount;
    private volatile boolean closed;

    /** One connection that brought pictures; only its thread adds to it. */
    private static final class Visit {
        private final long beginNanos;
        private final List<Received> pictures = new ArrayList<>();
        private String end = "";

        Visit(long beginNanos) {
            this.beginNanos = beginNanos;
        }
    }

    SteadyReader(String path, Callable<PictureFeed> opening) {
        this.path = path;
        this.opening = opening;
        Thread.ofPlatform().daemon().name("player of " + path).start(this::run);
    }

    String path() {
        return path;
    }

    private void run() {
        while (!closed) {
            Visit visit = new Visit(System.nanoTime());
            try (PictureFeed opened = opening.call()) {
                synchronized (this) {
                    feed = Optional.of(opened);
                }
                while (!closed) {
                    take(visit, opened.next());
                }
            } catch (Exception ended) { // Callable declares no less
                synchronized (this) {
                    visit.end = ended.toString();
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void take(Visit visit, Received picture) {
        if (visit.pictures.isEmpty()) {
            visits.add(visit);
        }
        visit.pictures.add(picture);
        pictureCount++;
        notifyAll();
    }

    /** Connections that brought pictures. */
    synchronized int visits() {
        return visits.size();
    }

    /** How each connection ended that brought pictures; empty for one that goes on. */
    synchronized List<String> ends() {
        return visits.stream().map(visit -> visit.end).toList();
    }

    /** What each connection brought. */
    synchronized List<List<Label>> labels() {
        return visits.stream()
                .map(visit -> visit.pictures.stream().map(Received::label).toList())
                .toList();
    }

    /** From connecting to the first picture, of every connection after the first one. */
    synchronized List<Long> joinMillis() {
        return visits.stream()
                .skip(1)
                .map(visit -> (visit.pictures.getFirst().atNanos() - visit.beginNanos) / 1_000_000)
                .toList();
    }

    /** When pictures came, in order. */
    private synchronized List<Long> arrivals() {
        return visits.stream()
                .flatMap(visit -> visit.pictures.stream())
                .map(Received::atNanos)
                .toList();
    }

    /** Longest time without a picture since an instant, beyond the time that one lasts. */
    long gapMillis(long sinceNanos) {
        return gaps(sinceNanos).stream().mapToLong(Gap::millis).max().orElse(0);
    }

    /** How long after an instant the last gap of at least {@code millis} was over. */
    long wellMillis(long sinceNanos, long millis) {
        return gaps(sinceNanos).stream()
                .filter(gap -> gap.millis >= millis)
                .mapToLong(gap -> (gap.endNanos - sinceNanos) / 1_000_000)
                .max()
                .orElse(0);
    }

    private record Gap(long millis, long endNanos) {}

    private List<Gap> gaps(long sinceNanos) {
        List<Long> arrivals = new ArrayList<>(arrivals());
        arrivals.add(System.nanoTime());
        List<Gap> gaps = new ArrayList<>();
        for (int index = 1; index < arrivals.size(); index++) {
            long end = arrivals.get(index);
            if (end > sinceNanos) {
                long millis = (end - arrivals.get(index - 1)) / 1_000_000;
                gaps.add(new Gap(Math.max(0, millis - NumberedPictures.MILLIS), end));
            }
        }
        return gaps;
    }

    /** Pictures so far, of all connections. */
    synchronized int pictures() {
        return pictureCount;
    }

    /** Waits for so many pictures in all, over as many connections as it takes. */
    synchronized void await(int wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Failover.LIMIT.toNanos();
        while (pictureCount < wanted) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new AssertionError(
                        "%s: %d pictures missing, ends %s"
                                .formatted(path, wanted - pictureCount, ends()));
            }
            wait(leftMillis);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Optional<PictureFeed> open;
        synchronized (this) {
            open = feed;
        }
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
