package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.HandOver;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.ListLeasesRequest;
import io.millrace.proto.control.ListLeasesResponse;
import io.millrace.proto.control.Revoked;
import io.millrace.proto.control.WatchRequest;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this pod's watch at one replica of control open: its end tells control that the pod died,
 * its events tell the pod which leases it lost or won. When it is in place, what the pod holds is
 * compared with what the replica owns, because events may have been missed. Confined to its timer's
 * one thread.
 */
final class LeaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);
    private static final long RETRY_MILLIS = 300;

    private final ManagedChannel channel;
    private final LeaseServiceGrpc.LeaseServiceStub stub;
    private final String pod;
    private final LeaseBook book;
    private final Surroundings surroundings;
    private final ScheduledExecutorService timer;
    private volatile boolean closed;
    private volatile @Nullable ClientCallStreamObserver<WatchRequest> running;

    /** What a watch needs of the client. */
    interface Surroundings {
        /** Which partition a path belongs to. */
        int partition(String path);

        /** Gives back a lease that nobody here knows of. */
        void release(Lease stray);

        /** End all sessions over this time. */
        void drain(Duration over);

        /** Let another pod have a job. */
        void handOver(PathName lease, String toPod);
    }

    LeaseWatch(
            ManagedChannel channel,
            String pod,
            LeaseBook book,
            Surroundings surroundings,
            ScheduledExecutorService timer) {
        this.channel = channel;
        this.stub = LeaseServiceGrpc.newStub(channel);
        this.pod = pod;
        this.book = book;
        this.surroundings = surroundings;
        this.timer = timer;
    }

    void start() {
        onTimer(this::open);
    }

    private void open() {
        if (!closed) {
            channel.resetConnectBackoff();
            stub.watch(WatchRequest.newBuilder().setPod(pod).build(), new Events());
        }
    }

    private void onWatching() {
        List<LeaseBook.Known> before = book.answered();
        ListLeasesRequest request = ListLeasesRequest.newBuilder().setOwnedOnly(true).build();
        stub.list(request, new Comparison(before));
    }

    private void onBroken(Status status) {
        LOG.debug("a watch broke: {}", status);
        if (!closed) {
            var _ = timer.schedule(this::open, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Events of one stream. */
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
                case PROMOTED -> promote(event.getPromoted().getLease());
                case DRAIN ->
                        surroundings.drain(Duration.ofMillis(event.getDrain().getOverMillis()));
                case HAND_OVER -> handOver(event.getHandOver());
                case EVENT_NOT_SET -> LOG.debug("control sent an event of a newer version");
            }
        }

        private void handOver(HandOver asked) {
            if (PathName.problem(asked.getPath()).isEmpty()) {
                surroundings.handOver(new PathName(asked.getPath()), asked.getToPod());
            }
        }

        private void revoke(Revoked revoked) {
            EndReason reason = EndReason.of(EndReason.Kind.OVERRIDDEN, revoked.getReason());
            book.revoke(revoked.getRequestId(), reason);
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

    private void promote(Lease lease) {
        book.promote(lease.getRequestId(), lease.getEpoch());
    }

    private void onTimer(Runnable step) {
        try {
            timer.execute(step);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the watch has ended", stopped);
        }
    }

    /** What the replica owns, against what was held when it was asked. */
    private final class Comparison implements StreamObserver<ListLeasesResponse> {
        private final List<LeaseBook.Known> before;

        Comparison(List<LeaseBook.Known> before) {
            this.before = before;
        }

        @Override
        public void onNext(ListLeasesResponse response) {
            Set<Integer> owned = new HashSet<>(response.getPartitionsList());
            Map<String, Lease> held = new HashMap<>();
            response.getLeasesList().forEach(lease -> held.put(lease.getRequestId(), lease));
            Set<String> waiting =
                    response.getStandbysList().stream()
                            .map(Lease::getRequestId)
                            .collect(Collectors.toSet());
            for (LeaseBook.Known ours : before) {
                if (owned.contains(surroundings.partition(ours.path().value()))) {
                    compare(ours, held.get(ours.requestId()), waiting);
                }
            }
            Consumer<Lease> giveBack = this::giveBackStray;
            response.getLeasesList().forEach(giveBack);
            response.getStandbysList().forEach(giveBack);
        }

        private void compare(LeaseBook.Known ours, @Nullable Lease held, Set<String> waiting) {
            if (held == null) {
                if (ours.held() || !waiting.contains(ours.requestId())) {
                    String text = "control gave the path away while it was out of reach";
                    book.revoke(ours.requestId(), EndReason.of(EndReason.Kind.OVERRIDDEN, text));
                }
            } else if (!ours.held()) {
                promote(held);
            }
        }

        private void giveBackStray(Lease lease) {
            if (lease.getPod().equals(pod) && !book.knows(lease.getRequestId())) {
                surroundings.release(lease);
            }
        }

        @Override
        public void onError(Throwable failure) {
            LOG.info("control's leases could not be compared", failure);
        }

        @Override
        public void onCompleted() {
            // onNext has told all
        }
    }

    /** Ends the watch: this replica learns that the pod is gone. */
    @Override
    public void close() {
        closed = true;
        @Nullable ClientCallStreamObserver<WatchRequest> call = running;
        if (call != null) {
            call.cancel("the pod ends its watch", null);
        }
    }
}
