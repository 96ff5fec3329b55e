package io.millrace.rtmp;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Notes what is published; answers each request with {@link #answer}, or at once. */
final class FakePublishing implements Publishing {
    final BlockingQueue<PublishRequest> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<List<Track>> descriptions = new LinkedBlockingQueue<>();
    final BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
    final BlockingQueue<EndReason> closes = new LinkedBlockingQueue<>();
    final BlockingQueue<Consumer<EndReason>> ends = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> answer;

    /** Grants at once. */
    FakePublishing() {
        this(CompletableFuture.completedFuture(null));
    }

    /** Grants, or refuses, when {@code answer} is complete. */
    FakePublishing(CompletableFuture<Void> answer) {
        this.answer = answer;
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        requests.add(request);
        ends.add(onEnd);
        return answer.thenApply(_ -> new FakePublisher(request.path()));
    }

    private final class FakePublisher implements Publisher {
        private final PathName path;

        FakePublisher(PathName path) {
            this.path = path;
        }

        @Override
        public PathName path() {
            return path;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public void describe(List<Track> tracks) {
            descriptions.add(tracks);
        }

        @Override
        public void write(Unit unit) {
            units.add(unit);
        }

        @Override
        public void close(EndReason reason) {
            closes.add(reason);
        }
    }
}
