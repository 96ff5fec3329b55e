package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtsp.client.PullTarget;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the units that a client pulls, of a stream that is described once. */
final class PulledSound implements PullTarget, Publisher {
    private final BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
    private final CompletableFuture<List<Track>> tracks = new CompletableFuture<>();

    @Override
    public CompletionStage<Publisher> open(List<Track> described) {
        tracks.complete(described);
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
    public void describe(List<Track> described) {
        throw new AssertionError("described anew: " + described);
    }

    @Override
    public void write(Unit unit) {
        units.add(unit);
    }

    @Override
    public void close(EndReason reason) {
        // What came is there to be taken.
    }

    List<Track> tracks() throws Exception {
        return tracks.get(20, TimeUnit.SECONDS);
    }

    Unit take() throws InterruptedException {
        Unit unit = units.poll(20, TimeUnit.SECONDS);
        assertNotNull(unit, "no unit comes");
        return Objects.requireNonNull(unit);
    }
}
