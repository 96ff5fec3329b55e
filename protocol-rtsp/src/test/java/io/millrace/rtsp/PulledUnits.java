package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtsp.client.PullTarget;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps what a client pulls. */
final class PulledUnits implements PullTarget, Publisher {
    private final List<Unit> units = new ArrayList<>();
    private final List<Integer> pictures = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private List<Track> tracks = List.of();
    private int opened;

    @Override
    public synchronized CompletionStage<Publisher> open(List<Track> described) {
        assertTrue(++opened == 1, "opened twice");
        tracks = described;
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public PathName path() {
        return new PathName("pulled");
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public synchronized void describe(List<Track> described) {
        tracks = described;
    }

    @Override
    public synchronized void write(Unit unit) {
        units.add(unit);
        if (unit.track() == 0) {
            pictures.add(ByteBuffer.wrap(unit.payload()).getInt(6));
            notifyAll();
        }
    }

    @Override
    public void close(EndReason reason) {
        closed.countDown();
    }

    synchronized List<Track> tracks() {
        return tracks;
    }

    /** All so far. */
    synchronized List<Unit> units() {
        return List.copyOf(units);
    }

    synchronized int pictures() {
        return pictures.size();
    }

    /** The numbers of all pictures, once there are so many. */
    synchronized List<Integer> awaitPictures(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (pictures.size() < count && System.nanoTime() < deadline) {
            wait(100);
        }
        assertTrue(pictures.size() >= count, pictures.size() + " pictures");
        return List.copyOf(pictures);
    }

    void awaitClosed() throws InterruptedException {
        assertTrue(closed.await(10, TimeUnit.SECONDS), "publisher was not closed");
    }
}
