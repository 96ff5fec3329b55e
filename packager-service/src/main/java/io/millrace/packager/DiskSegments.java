package io.millrace.packager;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rendered segments on disk, up to a byte limit; those asked for longest ago go first. The folder
 * is this process's alone: what an earlier one left in it is removed at the start, a path's files
 * when the path is let go. A disk that fails costs a rendering, never an answer. Thread-safe;
 * blocks, so called on virtual threads.
 */
final class DiskSegments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSegments.class);
    private static final String FOLDER = "[0-9a-f]{32}";

    private final Path folder;
    private final long maxBytes;
    private final ByteBufAllocator allocator;
    private final LongAdder hits;
    private final LongAdder failures;
    // Guarded by this.
    private final Map<Path, Integer> sizes = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** Empties the folder of what is left of segments; makes it if it is not there. */
    DiskSegments(Path folder, long maxBytes, ByteBufAllocator allocator, Counters counters)
            throws IOException {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.allocator = allocator;
        this.hits = counters.counter("packager_disk_hits");
        this.failures = counters.counter("packager_disk_failures");
        counters.gauge("packager_disk_bytes", this::bytes);
        Files.createDirectories(folder);
        removeAll();
    }

    private void removeAll() throws IOException {
        List<Path> left = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path each : entries) {
                if (each.getFileName().toString().matches(FOLDER)) {
                    left.add(each);
                }
            }
        }
        for (Path each : left) {
            removeTree(each);
        }
    }

    private static void removeTree(Path tree) throws IOException {
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    synchronized long bytes() {
        return bytes;
    }

    /** The file's bytes in a buffer that the caller owns; empty if they are not there. */
    Optional<ByteBuf> read(PathName path, String fileName) {
        Path file = file(path, fileName);
        int size;
        synchronized (this) {
            Integer known = sizes.get(file);
            if (known == null) {
                return Optional.empty();
            }
            size = known;
        }
        ByteBuf buffer = allocator.directBuffer(size);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (buffer.readableBytes() < size) {
                if (buffer.writeBytes(
                                channel, buffer.readableBytes(), size - buffer.readableBytes())
                        < 0) {
                    throw new IOException("shorter than it was written");
                }
            }
            hits.increment();
            return Optional.of(buffer);
        } catch (IOException unreadable) {
            buffer.release();
            failed(file, unreadable);
            return Optional.empty();
        }
    }

    /**
     * Keeps a copy.
     *
     * @param content borrowed
     */
    void write(PathName path, String fileName, ByteBuf content) {
        Path file = file(path, fileName);
        int size = content.readableBytes();
        if (size > maxBytes) {
            return;
        }
        try {
            Files.createDirectories(file.resolveSibling(""));
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                var from = content.nioBuffer();
                while (from.hasRemaining()) {
                    channel.write(from);
                }
            }
            written(file, size);
        } catch (IOException unwritable) {
            failed(file, unwritable);
        }
    }

    private void written(Path file, int size) throws IOException {
        List<Path> old = new ArrayList<>();
        synchronized (this) {
            Integer before = sizes.put(file, size);
            bytes += size - (before == null ? 0 : before);
            Iterator<Map.Entry<Path, Integer>> oldestFirst = sizes.entrySet().iterator();
            while (bytes > maxBytes && oldestFirst.hasNext()) {
                Map.Entry<Path, Integer> oldest = oldestFirst.next();
                bytes -= oldest.getValue();
                old.add(oldest.getKey());
                oldestFirst.remove();
            }
        }
        for (Path each : old) {
            Files.deleteIfExists(each);
        }
    }

    private void failed(Path file, IOException failure) {
        failures.increment();
        LOG.warn("segment {} on disk: {}", file, failure.toString());
        synchronized (this) {
            Integer size = sizes.remove(file);
            bytes -= size == null ? 0 : size;
        }
    }

    /** The path is let go. */
    void remove(PathName path) {
        Path of = folder(path);
        synchronized (this) {
            sizes.entrySet()
                    .removeIf(entry -> {
                        boolean ofPath = entry.getKey().startsWith(of);
                        bytes -= ofPath ? entry.getValue() : 0;
                        return ofPath;
                    });
        }
        try {
            if (Files.exists(of)) {
                removeTree(of);
            }
        } catch (IOException stays) {
            failures.increment();
            LOG.warn("path={} segments stay on disk: {}", path, stays.toString());
        }
    }

    private Path file(PathName path, String fileName) {
        return folder(path).resolve(fileName.replace(' ', '-'));
    }

    /** Names of paths have slashes, and may be longer than those of files. */
    private Path folder(PathName path) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(path.value().getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 16));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            sizes.clear();
            bytes = 0;
        }
        try {
            removeAll();
        } catch (IOException stays) {
            failures.increment();
            LOG.warn("segments stay on disk: {}", stays.toString());
        }
    }
}
