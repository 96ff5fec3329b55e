package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.systemtests.NumberedPictures.Label;
import io.millrace.systemtests.PictureFeed.Received;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link NumberedPictures}, and notes everything that a viewer would notice: the end, a
 * missing packet or picture, a timestamp that is not one picture on. One source may follow another,
 * at an entry point and later in time.
 */
final class NumberedReader implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final PictureFeed feed;
    private final List<String> problems = new ArrayList<>();
    private final List<Switch> switches = new ArrayList<>();
    private @Nullable Received last;
    private int pictures;
    private Optional<String> end = Optional.empty();

    /** Another source's first picture. */
    record Switch(Label before, Label first, long gapMillis) {}

    private NumberedReader(String name, PictureFeed feed) {
        this.name = name;
        this.feed = feed;
        Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    static NumberedReader rtsp(int port, String path) throws IOException {
        return new NumberedReader("RTSP reader of " + path, PictureFeed.rtsp(port, path));
    }

    static NumberedReader rtmp(int port, String path) throws IOException {
        return new NumberedReader("RTMP reader of " + path, PictureFeed.rtmp(port, path));
    }

    private void run() {
        try {
            while (true) {
                take(feed.next());
            }
        } catch (IOException e) {
            synchronized (this) {
                end = Optional.of((feed.said() + " " + e).strip());
                notifyAll();
            }
        }
    }

    private synchronized void take(Received now) {
        Received before = last;
        if (before == null) {
            note(now.key(), "begins at " + now);
        } else if (before.label().source().equals(now.label().source())) {
            boolean next = now.label().number() == before.label().number() + 1;
            note(next && now.ticks() == before.ticks() + feed.ticks(), now + " after " + before);
        } else {
            note(now.key() && now.ticks() > before.ticks(), now + " follows " + before);
            long gapMillis = (now.atNanos() - before.atNanos()) / 1_000_000;
            switches.add(new Switch(before.label(), now.label(), gapMillis));
        }
        last = now;
        pictures++;
        notifyAll();
    }

    private void note(boolean good, String problem) {
        if (!good) {
            problems.add(problem);
        }
    }

    /** Waits for so many more pictures; fails if the reading ends before. */
    NumberedReader awaitMore(int count) throws InterruptedException {
        int wanted = pictures() + count;
        await(count + " more pictures", () -> pictures >= wanted);
        return this;
    }

    /** Waits for the first picture of another source. */
    synchronized Switch awaitSwitchTo(String source) throws InterruptedException {
        await(
                "pictures of " + source,
                () -> !switches.isEmpty() && switches.getLast().first.source().equals(source));
        return switches.getLast();
    }

    /** Waits until the server has ended it; how it did. */
    synchronized String awaitEnd() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (end.isEmpty()) {
            wait(leftMillis(deadline, "the end"));
        }
        return end.get();
    }

    private synchronized void await(String what, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (end.isPresent()) {
                throw new AssertionError(name + " ended before " + what + ": " + end.get());
            }
            wait(leftMillis(deadline, what));
        }
    }

    private long leftMillis(long deadlineNanos, String what) {
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            throw new AssertionError(name + " without " + what + ", last " + last);
        }
        return leftMillis;
    }

    synchronized int pictures() {
        return pictures;
    }

    synchronized boolean isOver() {
        return end.isPresent();
    }

    synchronized void assertUndisturbed() {
        assertEquals(List.of(), problems, name);
        assertEquals(Optional.empty(), end, name);
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
