package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.AcquireRequest;
import io.millrace.proto.control.AcquireResponse;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases from control over gRPC, each from the replica that owns its path. While that is out of
 * reach a request waits, at most {@code maxWait}, and is refused then; leases that are held go on.
 * Every retry carries the request's one id, so that it is granted once.
 */
public final class GrpcLeases implements Leases {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcLeases.class);
    private static final long TRY_MILLIS = 2_000;
    private static final long PAUSE_MILLIS = 100;

    private final ControlLinks links;
    private final String pod;
    private final Duration maxWait;
    private final LeaseBook book;
    private final LeaseReturns returns;
    private final Counters counters;

    GrpcLeases(
            ControlLinks links,
            String pod,
            Duration maxWait,
            LeaseBook book,
            LeaseReturns returns,
            Counters counters) {
        this.links = links;
        this.pod = pod;
        this.maxWait = maxWait;
        this.book = book;
        this.returns = returns;
        this.counters = counters;
    }

    @Override
    public CompletionStage<Lease> acquire(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        return acquire(path, peer, false, onRevoked);
    }

    @Override
    public CompletionStage<Lease> acquireLast(
            PathName path, String peer, Consumer<EndReason> onRevoked) {
        return acquire(path, peer, true, onRevoked);
    }

    private CompletionStage<Lease> acquire(
            PathName path, String peer, boolean yields, Consumer<EndReason> onRevoked) {
        AcquireRequest request =
                AcquireRequest.newBuilder()
                        .setPath(path.value())
                        .setPod(pod)
                        .setPublisher(peer)
                        .setYields(yields)
                        .setRequestId(UUID.randomUUID().toString())
                        .build();
        book.ask(request.getRequestId(), path, onRevoked);
        Acquisition acquisition =
                new Acquisition(request, onRevoked, System.nanoTime() + maxWait.toNanos());
        acquisition.call();
        return acquisition.result;
    }

    /** One request; called again while control comes and goes, until its deadline. */
    private final class Acquisition implements StreamObserver<AcquireResponse> {
        private final AcquireRequest request;
        private final Consumer<EndReason> onRevoked;
        private final long deadlineNanos;
        private final CompletableFuture<Lease> result = new CompletableFuture<>();

        Acquisition(AcquireRequest request, Consumer<EndReason> onRevoked, long deadlineNanos) {
            this.request = request;
            this.onRevoked = onRevoked;
            this.deadlineNanos = deadlineNanos;
        }

        void call() {
            Optional<ManagedChannel> owner = links.owner(request.getPath());
            if (owner.isEmpty()) {
                onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            LeaseServiceGrpc.newStub(owner.get())
                    .withDeadlineAfter(Math.clamp(leftMillis, 1, TRY_MILLIS), TimeUnit.MILLISECONDS)
                    .acquire(request, this);
        }

        @Override
        public void onNext(AcquireResponse response) {
            String id = request.getRequestId();
            Granted lease = new Granted(request, book.promotion(id));
            Optional<EndReason> early;
            if (response.getStandby()) {
                early = book.standby(id);
            } else {
                early = book.grant(id, response.getLease().getEpoch());
            }
            String kind = response.getStandby() ? "standby" : "granted";
            counters.counter("leases", "result", kind).increment();
            result.complete(lease);
            early.ifPresent(onRevoked);
        }

        @Override
        public void onError(Throwable failure) {
            Status status = Status.fromThrowable(failure);
            boolean passing =
                    status.getCode() == Status.Code.UNAVAILABLE
                            || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
            if (passing && System.nanoTime() < deadlineNanos) {
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::call);
                return;
            }
            book.remove(request.getRequestId());
            counters.counter("leases", "result", "refused").increment();
            LOG.warn("path={} lease refused: {}", request.getPath(), status);
            if (passing) {
                returns.release(request.getPath(), request.getRequestId());
            }
            result.completeExceptionally(refusal(status, passing));
        }

        private RefusedException refusal(Status status, boolean passing) {
            if (passing) {
                return new RefusedException(
                        RefusedException.Cause.UNAVAILABLE,
                        "control did not answer within " + maxWait.toMillis() + " ms");
            }
            String text = String.valueOf(status.getDescription());
            return status.getCode() == Status.Code.ALREADY_EXISTS
                    ? new RefusedException(RefusedException.Cause.BUSY, text)
                    : new RefusedException(
                            RefusedException.Cause.UNAVAILABLE, "control refuses: " + text);
        }

        @Override
        public void onCompleted() {
            // onNext has told all
        }
    }

    /** A lease of this pod, or a place in line for one. */
    private final class Granted implements Lease {
        private final AcquireRequest request;
        private final CompletableFuture<Long> promotion;

        Granted(AcquireRequest request, CompletableFuture<Long> promotion) {
            this.request = request;
            this.promotion = promotion;
        }

        @Override
        public long epoch() {
            return promotion.getNow(0L);
        }

        @Override
        public CompletionStage<Long> held() {
            return promotion;
        }

        @Override
        public void release() {
            releaseTo("");
        }

        @Override
        public void releaseTo(String pod) {
            if (book.remove(request.getRequestId())) {
                returns.release(request.getPath(), request.getRequestId(), pod);
            }
        }
    }
}
