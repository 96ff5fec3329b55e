package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskSegmentsTest {
    private static final PathName PATH = new PathName("live/cam");

    @TempDir Path folder;

    private DiskSegments disk(long maxBytes) throws IOException {
        return new DiskSegments(folder, maxBytes, PooledByteBufAllocator.DEFAULT, new Counters());
    }

    private static ByteBuf content(int size) {
        return Unpooled.wrappedBuffer(new byte[size]).setByte(0, size);
    }

    private static int sizeOf(DiskSegments disk, String name) {
        Optional<ByteBuf> read = disk.read(PATH, name);
        int size = read.map(ByteBuf::readableBytes).orElse(-1);
        read.ifPresent(ByteBuf::release);
        return size;
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void read_whatWasWritten_isTheSameBytes() throws Exception {
        try (DiskSegments disk = disk(1000)) {
            disk.write(PATH, "a b.ts", content(100));
            ByteBuf read = disk.read(PATH, "a b.ts").orElseThrow();
            assertArrayEquals(ByteBufUtil.getBytes(content(100)), ByteBufUtil.getBytes(read));
            read.release();
            assertEquals(-1, sizeOf(disk, "other.ts"));
        }
        assertEquals(0, files());
    }

    @Test
    void write_overTheLimit_removesWhatWasAskedForLongestAgo() throws Exception {
        try (DiskSegments disk = disk(250)) {
            disk.write(PATH, "a", content(100));
            disk.write(PATH, "b", content(100));
            assertEquals(100, sizeOf(disk, "a"));
            disk.write(PATH, "c", content(100));
            assertEquals(100, sizeOf(disk, "a"));
            assertEquals(-1, sizeOf(disk, "b"));
            assertEquals(200, disk.bytes());
            assertEquals(2, files());
            disk.write(PATH, "huge", content(251));
            assertEquals(-1, sizeOf(disk, "huge"));
        }
    }

    @Test
    void remove_ofAPath_leavesOthers() throws Exception {
        try (DiskSegments disk = disk(1000)) {
            disk.write(PATH, "a", content(100));
            disk.write(new PathName("live/cam2"), "a", content(100));
            disk.remove(PATH);
            assertEquals(-1, sizeOf(disk, "a"));
            assertEquals(1, files());
            assertEquals(100, disk.bytes());
        }
    }

    @Test
    void start_overWhatAnEarlierProcessLeft_removesItAndNothingElse() throws Exception {
        Path left = Files.createDirectories(folder.resolve("0123456789abcdef0123456789abcdef"));
        Files.writeString(left.resolve("seg-1-1.ts"), "old");
        Path other = Files.writeString(folder.resolve("notes.txt"), "mine");
        try (DiskSegments disk = disk(1000)) {
            assertFalse(Files.exists(left));
            assertTrue(Files.exists(other));
            assertEquals(0, disk.bytes());
        }
        assertTrue(Files.exists(other));
    }

    @Test
    void read_fileThatIsGone_isNothingThere() throws Exception {
        try (DiskSegments disk = disk(1000)) {
            disk.write(PATH, "a", content(100));
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            assertEquals(-1, sizeOf(disk, "a"));
            assertEquals(0, disk.bytes());
        }
    }
}
