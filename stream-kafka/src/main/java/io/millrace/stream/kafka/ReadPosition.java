package io.millrace.stream.kafka;

import java.io.IOException;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** How far a partition is read, and who waits for more. Thread-safe. */
final class ReadPosition {
    private final NavigableMap<Long, CompletableFuture<Void>> waiting =
            new ConcurrentSkipListMap<>();
    private volatile long next;
    private volatile boolean closed;

    /** The answer comes when the record at {@code offset} was read. */
    CompletableFuture<Void> upTo(long offset) {
        CompletableFuture<Void> reached =
                waiting.computeIfAbsent(offset, _ -> new CompletableFuture<>());
        if (closed) {
            close();
        }
        tell(next);
        return reached;
    }

    /** All records before {@code position} were read. */
    void advance(long position) {
        next = position;
        tell(position);
    }

    private void tell(long position) {
        NavigableMap<Long, CompletableFuture<Void>> reached = waiting.headMap(position, false);
        while (!reached.isEmpty()) {
            var first = reached.pollFirstEntry();
            if (first != null) {
                first.getValue().complete(null);
            }
        }
    }

    /** Nothing more is read. */
    void close() {
        closed = true;
        waiting.values()
                .forEach(answer -> answer.completeExceptionally(new IOException("is closed")));
        waiting.clear();
    }
}
