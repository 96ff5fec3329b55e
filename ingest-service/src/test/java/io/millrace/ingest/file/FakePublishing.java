package io.millrace.ingest.file;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Takes publications: refuses some, ends each after a number of units, keeps what they wrote. */
final class FakePublishing implements Publishing {
    final List<Publication> publications = new ArrayList<>();
    final CountDownLatch done;
    private final int unitsOfEach;
    private int refusals;

    /** A publication and what came of it. */
    static final class Publication {
        final PublishRequest request;
        final List<Unit> units = new ArrayList<>();
        final List<Long> writtenAtMicros = new ArrayList<>();
        final List<EndReason> closed = new ArrayList<>();

        Publication(PublishRequest request) {
            this.request = request;
        }

        List<Unit> units(int track) {
            return units.stream().filter(unit -> unit.track() == track).toList();
        }
    }

    private final PlayClock clock;

    FakePublishing(PlayClock clock, int refusals, int publications, int unitsOfEach) {
        this.clock = clock;
        this.refusals = refusals;
        this.done = new CountDownLatch(publications);
        this.unitsOfEach = unitsOfEach;
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        if (refusals > 0) {
            refusals--;
            return CompletableFuture.failedFuture(
                    new RefusedException(RefusedException.Cause.BUSY, "taken"));
        }
        Publication publication = new Publication(request);
        publications.add(publication);
        return CompletableFuture.completedFuture(new FakePublisher(publication, onEnd));
    }

    private final class FakePublisher implements Publisher {
        private final Publication publication;
        private final Consumer<EndReason> onEnd;

        FakePublisher(Publication publication, Consumer<EndReason> onEnd) {
            this.publication = publication;
            this.onEnd = onEnd;
        }

        @Override
        public PathName path() {
            return publication.request.path();
        }

        @Override
        public long epoch() {
            return publications.size();
        }

        @Override
        public void describe(List<Track> tracks) {
            throw new AssertionError("described anew: " + tracks);
        }

        @Override
        public void write(Unit unit) {
            publication.units.add(unit);
            publication.writtenAtMicros.add(clock.nowMicros());
            if (publication.units.size() == unitsOfEach) {
                onEnd.accept(EndReason.of(EndReason.Kind.KICKED, "enough"));
                done.countDown();
            }
        }

        @Override
        public void close(EndReason reason) {
            publication.closed.add(reason);
        }
    }
}
