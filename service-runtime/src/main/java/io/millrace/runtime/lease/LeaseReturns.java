package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.ReleaseRequest;
import io.millrace.proto.control.ReleaseResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives leases back, again and again for a while. What does not arrive is made good when this pod's
 * watch is next compared, or by its end.
 */
final class LeaseReturns {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseReturns.class);
    private static final long WAIT_SECONDS = 30;
    private static final long TRY_SECONDS = 2;
    private static final long PAUSE_MILLIS = 300;

    private final ControlLinks links;
    private volatile boolean closed;

    LeaseReturns(ControlLinks links) {
        this.links = links;
    }

    void release(String path, String requestId) {
        release(path, requestId, "");
    }

    /**
     * Gives a lease back.
     *
     * @param toPod which is to have it next, if it stands by; empty: as always
     */
    void release(String path, String requestId, String toPod) {
        ReleaseRequest request =
                ReleaseRequest.newBuilder()
                        .setPath(path)
                        .setRequestId(requestId)
                        .setToPod(toPod)
                        .build();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        new Release(request, deadline).call();
    }

    /** Tries no more. */
    void close() {
        closed = true;
    }

    private final class Release implements StreamObserver<ReleaseResponse> {
        private final ReleaseRequest request;
        private final long deadlineNanos;

        Release(ReleaseRequest request, long deadlineNanos) {
            this.request = request;
            this.deadlineNanos = deadlineNanos;
        }

        void call() {
            Optional<ManagedChannel> owner = links.owner(request.getPath());
            if (owner.isEmpty()) {
                onError(Status.UNAVAILABLE.asRuntimeException());
            } else {
                LeaseServiceGrpc.newStub(owner.get())
                        .withDeadlineAfter(TRY_SECONDS, TimeUnit.SECONDS)
                        .release(request, this);
            }
        }

        @Override
        public void onNext(ReleaseResponse response) {
            LOG.debug("path={} lease released", request.getPath());
        }

        @Override
        public void onError(Throwable failure) {
            if (!closed && System.nanoTime() < deadlineNanos) {
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::call);
            } else {
                LOG.info("path={} lease not released: {}", request.getPath(), failure.toString());
            }
        }

        @Override
        public void onCompleted() {
            // onNext has told all
        }
    }
}
