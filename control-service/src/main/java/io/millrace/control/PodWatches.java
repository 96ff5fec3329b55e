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
 * The watch streams that pods hold open. A pod without one for longer than the grace is told to
 * {@code onLost}. Thread-safe; writes to a stream never block (gRPC buffers them).
 */
final class PodWatches {
    private static final Logger LOG = LoggerFactory.getLogger(PodWatches.class);

    private final Map<String, ServerCallStreamObserver<LeaseEvent>> streams = new HashMap<>();
    private final Map<String, ScheduledFuture<?>> checks = new HashMap<>();
    private final ScheduledExecutorService timer;
    private final Duration grace;
    private final Consumer<String> onLost;

    PodWatches(ScheduledExecutorService timer, Duration grace, Consumer<String> onLost) {
        this.timer = timer;
        this.grace = grace;
        this.onLost = onLost;
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
        expect(pod);
    }

    /** The pod should be watching by the end of the grace. */
    synchronized void expect(String pod) {
        try {
            checks.computeIfAbsent(
                    pod,
                    _ -> timer.schedule(() -> check(pod), grace.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException stopping) {
            LOG.debug("control is going down", stopping);
        }
    }

    private void check(String pod) {
        synchronized (this) {
            checks.remove(pod);
        }
        if (!isWatching(pod)) {
            onLost.accept(pod);
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
