package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Segments as bytes: made once for all viewers, the most recently asked for kept up to a byte
 * limit. Thread-safe; rendering runs on the executor.
 *
 * <p>Buffers: the cache owns one reference to each, until it is pushed out; every caller gets a
 * duplicate with a reference of its own, and releases it.
 */
final class RenderedSegments implements AutoCloseable {
    private final Executor executor;
    private final long maxBytes;
    private final Optional<DiskSegments> disk;
    private final LongAdder rendered;
    private final LongAdder shared;
    private final LongAdder evicted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;
    private boolean closed;

    private record Key(PathName path, String fileName) {}

    /** Being rendered as long as it has no buffer. */
    private static final class Entry {
        final List<CompletableFuture<ByteBuf>> waiting = new ArrayList<>();
        Optional<ByteBuf> buffer = Optional.empty();
    }

    RenderedSegments(
            Executor executor, long maxBytes, Optional<DiskSegments> disk, Counters counters) {
        this.disk = disk;
        this.executor = executor;
        this.maxBytes = maxBytes;
        this.rendered = counters.counter("packager_segments_rendered");
        this.shared = counters.counter("packager_segments_shared");
        this.evicted = counters.counter("packager_cache_evicted");
        counters.gauge("packager_cache_bytes", this::bytes);
    }

    /** Makes the bytes of a file. The caller owns the buffer. */
    @FunctionalInterface
    interface Rendering {
        ByteBuf render() throws MalformedMediaException;
    }

    /** The file's bytes, made if they are not there; the caller owns the buffer. */
    CompletionStage<ByteBuf> bytesOf(PathName path, String fileName, Rendering rendering) {
        Key key = new Key(path, fileName);
        CompletableFuture<ByteBuf> future = new CompletableFuture<>();
        lock.lock();
        try {
            Entry entry = entries.get(key);
            if (entry != null) {
                shared.increment();
                if (entry.buffer.isPresent()) {
                    return CompletableFuture.completedFuture(
                            entry.buffer.get().retainedDuplicate());
                }
                entry.waiting.add(future);
                return future;
            }
            Entry added = new Entry();
            added.waiting.add(future);
            entries.put(key, added);
        } finally {
            lock.unlock();
        }
        executor.execute(() -> render(key, rendering));
        return future;
    }

    /** The edge of rendering: whatever goes wrong is told to those who wait for this segment. */
    private void render(Key key, Rendering rendering) {
        Optional<ByteBuf> kept = disk.flatMap(all -> all.read(key.path(), key.fileName()));
        if (kept.isPresent()) {
            handOut(key, kept.get());
            return;
        }
        ByteBuf buffer;
        try {
            buffer = rendering.render();
        } catch (MalformedMediaException | RuntimeException e) {
            fail(key, e);
            return;
        }
        rendered.increment();
        ByteBuf copy = buffer.retainedDuplicate();
        handOut(key, buffer);
        disk.ifPresent(all -> all.write(key.path(), key.fileName(), copy));
        copy.release();
    }

    /** To those who wait, and the cache. */
    private void handOut(Key key, ByteBuf buffer) {
        List<CompletableFuture<ByteBuf>> waiting = new ArrayList<>();
        List<ByteBuf> duplicates = new ArrayList<>();
        lock.lock();
        try {
            Entry entry = entries.get(key);
            if (entry != null) {
                waiting.addAll(entry.waiting);
                entry.waiting.clear();
                waiting.forEach(_ -> duplicates.add(buffer.retainedDuplicate()));
                bytes += buffer.readableBytes();
                entry.buffer = Optional.of(buffer);
                pushOut(closed ? 0 : maxBytes);
            } else {
                buffer.release();
            }
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < waiting.size(); i++) {
            if (!waiting.get(i).complete(duplicates.get(i))) {
                duplicates.get(i).release();
            }
        }
    }

    private void fail(Key key, Exception failure) {
        List<CompletableFuture<ByteBuf>> waiting = List.of();
        lock.lock();
        try {
            Entry entry = entries.remove(key);
            if (entry != null) {
                waiting = List.copyOf(entry.waiting);
            }
        } finally {
            lock.unlock();
        }
        waiting.forEach(future -> future.completeExceptionally(failure));
    }

    /** Lets the least recently used go, down to {@code limit} bytes. Called with the lock held. */
    private void pushOut(long limit) {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (bytes > limit && oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (entry.buffer.isPresent()) {
                oldestFirst.remove();
                evicted.increment();
                bytes -= entry.buffer.get().readableBytes();
                entry.buffer.get().release();
            }
        }
    }

    private long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** The path is let go: what of it is on disk goes too; memory is given to others in time. */
    void forget(PathName path) {
        disk.ifPresent(all -> executor.execute(() -> all.remove(path)));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pushOut(0);
        } finally {
            lock.unlock();
        }
        disk.ifPresent(DiskSegments::close);
    }
}
