package io.millrace.control;

import io.millrace.proto.control.DeadEvent;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Finds the events that webhooks never took; there are none before the first webhook. */
@Singleton
final class DeadEvents {
    private static final int USUAL = 100;
    private static final int MOST = 10_000;

    private final AtomicReference<Source> source = new AtomicReference<>(_ -> List.of());

    /** Where they are. */
    interface Source {
        /** The newest, oldest first; blocks. */
        List<DeadEvent> newest(int limit) throws IOException;
    }

    void set(Source opened) {
        source.set(opened);
    }

    /** The newest, oldest first; blocks. */
    List<DeadEvent> newest(int limit) throws IOException {
        return source.get().newest(limit <= 0 ? USUAL : Math.min(limit, MOST));
    }
}
