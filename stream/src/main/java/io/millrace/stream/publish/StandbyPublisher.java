package io.millrace.stream.publish;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases.Lease;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A publisher that waits in line. Its units are dropped and counted until its turn comes; then it
 * goes on as any other, from its next entry point on. Thread-safe.
 *
 * <pre>
 * STANDING BY -its turn→ PUBLISHING
 * either      -closed, revoked→ OVER
 * </pre>
 */
final class StandbyPublisher implements Publisher {
    private final PublishRequest request;
    private final Lease lease;
    private final LongAdder dropped;
    private final Consumer<EndReason> onEnd;
    private List<Track> tracks;
    private List<Track> asked;
    private final CompletableFuture<Long> turn = new CompletableFuture<>();
    private Optional<Publisher> active = Optional.empty();
    private boolean over;

    StandbyPublisher(
            PublishRequest request, Lease lease, LongAdder dropped, Consumer<EndReason> onEnd) {
        this.request = request;
        this.lease = lease;
        this.dropped = dropped;
        this.onEnd = onEnd;
        this.tracks = request.tracks();
        this.asked = tracks;
    }

    /** The request as its tracks are now. */
    synchronized PublishRequest request() {
        asked = tracks;
        return new PublishRequest(request.path(), request.client(), tracks, request.yields());
    }

    /** Its turn has come, or would have. */
    void promoted(@Nullable Publisher publisher, @Nullable Throwable failure) {
        if (publisher == null) {
            end(EndReason.of(EndReason.Kind.FAILURE, "could not be promoted: " + failure));
            return;
        }
        boolean began;
        synchronized (this) {
            began = !over;
            if (began) {
                active = Optional.of(publisher);
                if (!tracks.equals(asked)) {
                    publisher.describe(tracks);
                }
            }
        }
        if (began) {
            turn.complete(publisher.epoch());
            return;
        }
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left before its turn"));
    }

    /** Ends it from our side. */
    void end(EndReason reason) {
        if (finish().isPresent()) {
            onEnd.accept(reason);
        }
    }

    /** Empty if it was over before; else what published. */
    private synchronized Optional<Optional<Publisher>> finish() {
        if (over) {
            return Optional.empty();
        }
        over = true;
        return Optional.of(active);
    }

    @Override
    public PathName path() {
        return request.path();
    }

    @Override
    public long epoch() {
        return lease.epoch();
    }

    @Override
    public CompletionStage<Long> held() {
        return turn.minimalCompletionStage();
    }

    @Override
    public synchronized void describe(List<Track> described) {
        tracks = List.copyOf(described);
        active.ifPresent(publisher -> publisher.describe(described));
    }

    @Override
    public void write(Unit unit) {
        Optional<Publisher> publisher;
        synchronized (this) {
            publisher = active;
        }
        if (publisher.isPresent()) {
            publisher.get().write(unit);
        } else {
            dropped.increment();
        }
    }

    @Override
    public void close(EndReason reason) {
        finish().ifPresent(publishing -> {
            if (publishing.isPresent()) {
                publishing.get().close(reason);
            } else {
                lease.release();
            }
        });
    }
}
