package io.millrace.stream.memory;

import io.millrace.stream.LogHistory;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LogWriter;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The log in memory: for programs that use the protocol libraries without Kafka, and for tests.
 * Each path keeps its newest records up to a limit of bytes. Records are acknowledged and delivered
 * on one thread. Thread-safe.
 */
public final class MemoryStreamLog implements StreamLog {
    /** Payload bytes kept of each path by default. */
    public static final long DEFAULT_PATH_BYTES = 64L << 20;

    private final InstantSource clock;
    private final Executor delivery;
    private final AutoCloseable deliveryOwner;
    private final long pathBytes;
    private final Map<PathName, MemoryPathLog> paths = new ConcurrentHashMap<>();

    /** A log with its own daemon thread and the system's clock. */
    public MemoryStreamLog() {
        this(DEFAULT_PATH_BYTES);
    }

    /** Likewise, keeping {@code pathBytes} payload bytes of each path. */
    public MemoryStreamLog(long pathBytes) {
        this(
                pathBytes,
                InstantSource.system(),
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("memory-log").factory()));
    }

    private MemoryStreamLog(long pathBytes, InstantSource clock, ExecutorService own) {
        this(pathBytes, clock, own, own);
    }

    /**
     * A log that delivers on {@code delivery}, which must run one task at a time and in order. The
     * executor stays the caller's.
     */
    public MemoryStreamLog(long pathBytes, InstantSource clock, Executor delivery) {
        this(pathBytes, clock, delivery, () -> {});
    }

    private MemoryStreamLog(
            long pathBytes, InstantSource clock, Executor delivery, AutoCloseable deliveryOwner) {
        this.pathBytes = pathBytes;
        this.clock = clock;
        this.delivery = delivery;
        this.deliveryOwner = deliveryOwner;
    }

    @Override
    public CompletionStage<LogWriter> openWriter(PathName path, long epoch) {
        return CompletableFuture.completedFuture(pathLog(path).openWriter(epoch));
    }

    @Override
    public LogTail tail(PathName path, StartPosition start, LogListener listener) {
        return pathLog(path).tail(start, listener);
    }

    @Override
    public CompletionStage<Optional<LoggedRecord>> newest(PathName path) {
        List<LoggedRecord> records = newestNow(path, 1);
        return CompletableFuture.completedFuture(records.stream().findFirst());
    }

    @Override
    public CompletionStage<List<LoggedRecord>> newest(PathName path, int count) {
        return CompletableFuture.completedFuture(newestNow(path, count));
    }

    /** On the caller's thread: nothing in memory is waited for. */
    @Override
    public <T> CompletionStage<T> look(PathName path, LogHistory.Look<T> look) {
        MemoryPathLog found = paths.get(path);
        try {
            return CompletableFuture.completedFuture(
                    look.into(
                            new MemoryHistory(
                                    found == null ? List.of() : found.newest(Integer.MAX_VALUE))));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<LoggedRecord> newestNow(PathName path, int count) {
        MemoryPathLog found = paths.get(path);
        return found == null ? List.of() : found.newest(count);
    }

    private MemoryPathLog pathLog(PathName path) {
        return paths.computeIfAbsent(path, _ -> new MemoryPathLog(pathBytes, clock, delivery));
    }

    @Override
    public void close() {
        paths.values().forEach(MemoryPathLog::close);
        try {
            deliveryOwner.close();
        } catch (Exception e) {
            throw new IllegalStateException(new IOException("delivery thread does not end", e));
        }
    }
}
