package io.millrace.runtime.lease;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.AcquireRequest;
import io.millrace.proto.control.AcquireResponse;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.ReleaseRequest;
import io.millrace.proto.control.ReleaseResponse;
import io.millrace.runtime.lease.LeaseBook.Held;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases from control over gRPC. While control is out of reach a request waits, at most {@code
 * maxWait}, and is refused then; leases that are held go on.
 */
public final class GrpcLeases implements Leases {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcLeases.class);
    private static final Duration RELEASE_WAIT = Duration.ofSeconds(30);

    private final LeaseServiceGrpc.LeaseServiceStub stub;
    private final String pod;
    private final Duration maxWait;
    private final LeaseBook book;
    private final Counters counters;

    GrpcLeases(Channel channel, String pod, Duration maxWait, LeaseBook book, Counters counters) {
        this.stub = LeaseServiceGrpc.newStub(channel).withWaitForReady();
        this.pod = pod;
        this.maxWait = maxWait;
        this.book = book;
        this.counters = counters;
    }

    @Override
    public CompletionStage<Lease> acquire(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        AcquireRequest request =
                AcquireRequest.newBuilder()
                        .setPath(path.value())
                        .setPod(pod)
                        .setPublisher(peer)
                        .build();
        Acquisition acquisition =
                new Acquisition(path, request, onRevoked, System.nanoTime() + maxWait.toNanos());
        book.ask(path);
        acquisition.call();
        return acquisition.result;
    }

    /** One request; called again while control comes and goes, until its deadline. */
    private final class Acquisition implements StreamObserver<AcquireResponse> {
        private final PathName path;
        private final AcquireRequest request;
        private final Consumer<EndReason> onRevoked;
        private final long deadlineNanos;
        private final CompletableFuture<Lease> result = new CompletableFuture<>();

        Acquisition(
                PathName path,
                AcquireRequest request,
                Consumer<EndReason> onRevoked,
                long deadlineNanos) {
            this.path = path;
            this.request = request;
            this.onRevoked = onRevoked;
            this.deadlineNanos = deadlineNanos;
        }

        void call() {
            long leftNanos = Math.max(1, deadlineNanos - System.nanoTime());
            stub.withDeadlineAfter(leftNanos, TimeUnit.NANOSECONDS).acquire(request, this);
        }

        @Override
        public void onNext(AcquireResponse response) {
            long epoch = response.getLease().getEpoch();
            counters.counter("leases", "result", "granted").increment();
            result.complete(new Granted(path, epoch));
            book.grant(new Held(path, epoch, onRevoked)).ifPresent(onRevoked);
        }

        @Override
        public void onError(Throwable failure) {
            Status status = Status.fromThrowable(failure);
            boolean again = status.getCode() == Status.Code.UNAVAILABLE;
            if (again && System.nanoTime() < deadlineNanos) {
                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(this::call);
                return;
            }
            book.giveUp(path);
            counters.counter("leases", "result", "refused").increment();
            LOG.warn("path={} lease refused: {}", path, status);
            result.completeExceptionally(
                    new RefusedException(RefusedException.Cause.UNAVAILABLE, text(status)));
        }

        private String text(Status status) {
            boolean unreachable =
                    status.getCode() == Status.Code.DEADLINE_EXCEEDED
                            || status.getCode() == Status.Code.UNAVAILABLE;
            return unreachable
                    ? "control did not answer within " + maxWait.toMillis() + " ms"
                    : "control refuses: " + status.getDescription();
        }

        @Override
        public void onCompleted() {
            // onNext has told all
        }
    }

    /** A lease of this pod. */
    private final class Granted implements Lease {
        private final PathName path;
        private final long epoch;

        Granted(PathName path, long epoch) {
            this.path = path;
            this.epoch = epoch;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public void release() {
            if (book.remove(path, epoch)) {
                ReleaseRequest request =
                        ReleaseRequest.newBuilder().setPath(path.value()).setEpoch(epoch).build();
                stub.withDeadlineAfter(RELEASE_WAIT.toSeconds(), TimeUnit.SECONDS)
                        .release(request, new ReleaseObserver(path, epoch));
            }
        }
    }

    /** A release that does not arrive is made good by the end of the pod's watch. */
    private record ReleaseObserver(PathName path, long epoch)
            implements StreamObserver<ReleaseResponse> {
        @Override
        public void onNext(ReleaseResponse response) {
            LOG.debug("path={} epoch={} lease released", path, epoch);
        }

        @Override
        public void onError(Throwable failure) {
            LOG.info("path={} epoch={} lease not released: {}", path, epoch, failure.toString());
        }

        @Override
        public void onCompleted() {
            // onNext has told all
        }
    }
}
