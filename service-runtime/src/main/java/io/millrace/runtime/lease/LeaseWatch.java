package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.ListLeasesRequest;
import io.millrace.proto.control.ListLeasesResponse;
import io.millrace.proto.control.Revoked;
import io.millrace.proto.control.WatchRequest;
import io.millrace.runtime.lease.LeaseBook.Held;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this pod's watch at control open: its end tells control that the pod died, its events tell
 * the pod which leases it lost. After a break it compares what the pod holds with what control
 * knows, because events may have been missed. Confined to its timer's one thread.
 */
final class LeaseWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);
    private static final long RETRY_MILLIS = 300;

    private final ManagedChannel channel;
    private final LeaseServiceGrpc.LeaseServiceStub stub;
    private final String pod;
    private final LeaseBook book;
    private final ScheduledExecutorService timer;
    private final CountDownLatch watching = new CountDownLatch(1);
    private boolean lost;
    private volatile @Nullable ClientCallStreamObserver<WatchRequest> running;
    private @Nullable ScheduledFuture<?> retry;

    LeaseWatch(ManagedChannel channel, String pod, LeaseBook book, ScheduledExecutorService timer) {
        this.channel = channel;
        this.stub = LeaseServiceGrpc.newStub(channel);
        this.pod = pod;
        this.book = book;
        this.timer = timer;
    }

    void start() {
        timer.execute(this::open);
    }

    /** Ends the watch: control learns that this pod is gone. */
    void stop() {
        timer.shutdownNow();
        @Nullable ClientCallStreamObserver<WatchRequest> call = running;
        if (call != null) {
            call.cancel("pod is going down", null);
        }
    }

    /** Waits for the first connection; false if control is out of reach so long. */
    boolean await(long timeoutMillis) throws InterruptedException {
        return watching.await(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void open() {
        retry = null;
        channel.resetConnectBackoff();
        stub.watch(WatchRequest.newBuilder().setPod(pod).build(), new Events());
    }

    private void onWatching() {
        watching.countDown();
        if (lost) {
            LOG.info("control is back");
            lost = false;
            List<Held> before = book.all();
            stub.list(ListLeasesRequest.getDefaultInstance(), new Comparison(before));
        }
    }

    private void onBroken(Status status) {
        if (!lost) {
            LOG.warn("control is out of reach, running publications go on: {}", status);
        }
        lost = true;
        if (retry == null) {
            retry = timer.schedule(this::open, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Events of one stream, handed to the timer's thread. */
    private final class Events implements ClientResponseObserver<WatchRequest, LeaseEvent> {
        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {
            running = call;
        }

        @Override
        public void onNext(LeaseEvent event) {
            switch (event.getEventCase()) {
                case WATCHING -> onTimer(LeaseWatch.this::onWatching);
                case REVOKED -> revoke(event.getRevoked());
                case EVENT_NOT_SET -> LOG.debug("control sent an event of a newer version");
            }
        }

        private void revoke(Revoked revoked) {
            EndReason reason = EndReason.of(EndReason.Kind.OVERRIDDEN, revoked.getReason());
            book.revoke(new PathName(revoked.getPath()), revoked.getEpoch(), reason);
        }

        @Override
        public void onError(Throwable failure) {
            onTimer(() -> onBroken(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            onTimer(() -> onBroken(Status.UNAVAILABLE.withDescription("control ended the watch")));
        }
    }

    private void onTimer(Runnable step) {
        try {
            timer.execute(step);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the watch has ended", stopped);
        }
    }

    /** What control knows after a break, against what was held when it began. */
    private final class Comparison implements StreamObserver<ListLeasesResponse> {
        private final List<Held> before;

        Comparison(List<Held> before) {
            this.before = before;
        }

        @Override
        public void onNext(ListLeasesResponse response) {
            Map<String, Long> epochs = new HashMap<>();
            response.getLeasesList()
                    .forEach(lease -> epochs.put(lease.getPath(), lease.getEpoch()));
            for (Held lease : before) {
                @Nullable Long epoch = epochs.get(lease.path().value());
                if (epoch == null || epoch != lease.epoch()) {
                    String text =
                            epoch == null
                                    ? "control had lost sight of this pod"
                                    : "another publisher took the path";
                    EndReason reason = EndReason.of(EndReason.Kind.OVERRIDDEN, text);
                    book.revoke(lease.path(), lease.epoch(), reason);
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            onTimer(() -> onBroken(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            // onNext has told all
        }
    }
}
