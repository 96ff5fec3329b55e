package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RenderedSegmentsTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final int SIZE = 1000;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<ByteBuf> made = new ArrayList<>();
    private final Counters counters = new Counters();
    private final RenderedSegments rendered =
            new RenderedSegments(tasks::add, 2 * SIZE, Optional.empty(), counters);

    @AfterEach
    void close() {
        rendered.close();
        made.forEach(buffer -> assertEquals(0, buffer.refCnt()));
    }

    private ByteBuf render(long number) throws MalformedMediaException {
        if (number == 666) {
            throw new MalformedMediaException("bad");
        }
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(SIZE).writeZero(SIZE);
        made.add(buffer);
        return buffer;
    }

    @Test
    void bytesOf_askedTwiceAtOnce_isRenderedOnce() {
        CompletableFuture<ByteBuf> one = ask(1);
        CompletableFuture<ByteBuf> two = ask(1);
        assertFalse(one.isDone());
        runTasks();
        assertEquals(1, made.size());
        assertEquals(SIZE, one.join().readableBytes());
        one.join().skipBytes(10);
        assertEquals(SIZE, two.join().readableBytes(), "has a reader index of its own");
        one.join().release();
        two.join().release();
    }

    @Test
    void bytesOf_askedAgain_comesFromTheCacheAtOnce() {
        release(ask(1));
        CompletableFuture<ByteBuf> again = ask(1);
        assertTrue(again.isDone());
        again.join().release();
        assertEquals(1, made.size());
    }

    @Test
    void bytesOf_overTheLimit_letsTheLeastRecentlyAskedForGo() {
        release(ask(1));
        release(ask(2));
        release(ask(1));
        release(ask(3));
        release(ask(1));
        assertEquals(3, made.size());
        release(ask(2));
        assertEquals(4, made.size());
    }

    @Test
    void bytesOf_overTheLimit_isCounted() {
        release(ask(1));
        release(ask(2));
        release(ask(1));
        release(ask(3));
        assertEquals(3, counters.counter("packager_segments_rendered").sum());
        assertEquals(1, counters.counter("packager_segments_shared").sum());
        assertEquals(1, counters.counter("packager_cache_evicted").sum());
    }

    @Test
    void bytesOf_pushedOutOfMemoryButOnDisk_isNotRenderedAgain(@TempDir Path folder)
            throws Exception {
        DiskSegments disk =
                new DiskSegments(folder, 1 << 20, PooledByteBufAllocator.DEFAULT, counters);
        try (RenderedSegments small =
                new RenderedSegments(Runnable::run, SIZE, Optional.of(disk), counters)) {
            for (String name : List.of("a", "b", "a")) {
                small.bytesOf(PATH, name, () -> render(1)).toCompletableFuture().join().release();
            }
            assertEquals(2, made.size());
            small.forget(PATH);
            small.bytesOf(PATH, "b", () -> render(1)).toCompletableFuture().join().release();
            assertEquals(3, made.size());
        }
    }

    @Test
    void bytesOf_pushedOutWhileBeingSent_staysReadable() {
        CompletableFuture<ByteBuf> sent = ask(1);
        runTasks();
        release(ask(2));
        release(ask(3));
        assertEquals(1, made.getFirst().refCnt());
        assertEquals(SIZE, sent.join().readableBytes());
        sent.join().release();
    }

    @Test
    void bytesOf_malformed_failsAndIsTriedAnew() {
        CompletableFuture<ByteBuf> failing = ask(666);
        runTasks();
        assertThrows(CompletionException.class, failing::join);
        assertFalse(ask(666).isDone());
        runTasks();
    }

    private CompletableFuture<ByteBuf> ask(long number) {
        return rendered.bytesOf(PATH, "seg-" + number, () -> render(number)).toCompletableFuture();
    }

    private void release(CompletableFuture<ByteBuf> future) {
        runTasks();
        future.join().release();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
