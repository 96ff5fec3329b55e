package io.millrace.control;

import io.grpc.stub.ServerCallStreamObserver;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.Watching;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch streams that pods hold open. A pod without one for longer than a limit is told to it.
 * Thread-safe; writes to a stream never block (gRPC buffers them).
 */
final class PodWatches {
    private static final Logger LOG = LoggerFactory.getLogger(PodWatches.class);

    private final Map<String, ServerCallStreamObserver<LeaseEvent>> streams = new HashMap<>();
    private final Map<Awaited, ScheduledFuture<?>> checks = new HashMap<>();
    private final ScheduledExecutorService timer;
    private final Limit grace;
    private final Limit forJobs;

    /** How long a pod may be out of sight, and who is told then. */
    record Limit(Duration time, Consumer<String> onLost) {}

    private record Awaited(String pod, Limit limit) {}

    /**
     * @param grace of a pod
     * @param forJobs of one that was in sight: its jobs are given up earlier
     */
    PodWatches(ScheduledExecutorService timer, Limit grace, Limit forJobs) {
        this.timer = timer;
        this.grace = grace;
        this.forJobs = forJobs;
    }

    /** Takes a stream over; an older one of the same pod is forgotten. */
    void open(String pod, ServerCallStreamObserver<LeaseEvent> stream) {
        stream.setOnCancelHandler(() -> closed(pod, stream));
        synchronized (this) {
            streams.put(pod, stream);
            stream.onNext(
                    LeaseEvent.newBuilder().setWatching(Watching.getDefaultInstance()).build());
        }
        LOG.info("pod {} watches", pod);
    }

    private void closed(String pod, ServerCallStreamObserver<LeaseEvent> stream) {
        synchronized (this) {
            if (!streams.remove(pod, stream)) {
                return;
            }
        }
        LOG.info("pod {} is out of sight", pod);
        expect(new Awaited(pod, forJobs));
        expect(pod);
    }

    /** The pod should be watching by the end of the grace. */
    void expect(String pod) {
        expect(new Awaited(pod, grace));
    }

    private synchronized void expect(Awaited awaited) {
        try {
            checks.computeIfAbsent(
                    awaited,
                    _ ->
                            timer.schedule(
                                    () -> check(awaited),
                                    awaited.limit().time().toMillis(),
                                    TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException stopping) {
            LOG.debug("control is going down", stopping);
        }
    }

    private void check(Awaited awaited) {
        synchronized (this) {
            checks.remove(awaited);
        }
        if (!isWatching(awaited.pod())) {
            awaited.limit().onLost().accept(awaited.pod());
        }
    }

    synchronized boolean isWatching(String pod) {
        return streams.containsKey(pod);
    }

    /** Tells the pod, if it is there. */
    synchronized void send(String pod, LeaseEvent event) {
        ServerCallStreamObserver<LeaseEvent> stream = streams.get(pod);
        if (stream != null && !stream.isCancelled()) {
            stream.onNext(event);
        }
    }

    /** Pods in sight, by name. */
    synchronized List<String> pods() {
        return streams.keySet().stream().sorted().toList();
    }
}
