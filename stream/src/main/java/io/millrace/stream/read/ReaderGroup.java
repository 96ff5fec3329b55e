package io.millrace.stream.read;

import io.millrace.stream.EndReason;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The readers of one stream on one executor: one task wakes them all. The set of readers is
 * confined to the executor.
 */
final class ReaderGroup implements Runnable {
    private final EventExecutor executor;
    private final Set<Cursor<?>> cursors = new LinkedHashSet<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean pumping;
    private volatile int size;

    ReaderGroup(EventExecutor executor) {
        this.executor = executor;
    }

    /** On the executor. */
    void add(Cursor<?> cursor) {
        cursors.add(cursor);
        size = cursors.size();
    }

    /** On the executor; a reader that ends while all are pumped is swept after that. */
    void remove(Cursor<?> cursor) {
        if (!pumping) {
            cursors.remove(cursor);
            size = cursors.size();
        }
    }

    int size() {
        return size;
    }

    /** Lets every reader write what is new; false if the executor is gone. */
    boolean wake() {
        if (size == 0 || !scheduled.compareAndSet(false, true)) {
            return true;
        }
        return execute(this);
    }

    @Override
    public void run() {
        scheduled.set(false);
        pumping = true;
        boolean ended = false;
        for (Cursor<?> cursor : cursors) {
            cursor.pump();
            ended |= cursor.isEnded();
        }
        pumping = false;
        if (ended) {
            cursors.removeIf(Cursor::isEnded);
            size = cursors.size();
        }
    }

    /** Ends all readers; false if the executor is gone. */
    boolean end(EndReason reason) {
        return execute(() -> List.copyOf(cursors).forEach(cursor -> cursor.end(reason)));
    }

    boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
