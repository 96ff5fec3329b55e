package io.millrace.standalone;

import io.millrace.ingest.file.FileSource;
import io.millrace.ingest.file.PlayClock;
import io.millrace.stream.PathName;
import io.millrace.stream.Publishing;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Publishes the bundled clip as path {@code demo}, over and over. Thread-safe. */
final class DemoSource {
    private static final PathName PATH = new PathName("demo");
    private static final String CLIP = "/demo/demo.mp4";

    private final Path directory;
    private Optional<FileSource> running = Optional.empty();

    /**
     * @param directory where the clip is unpacked
     */
    DemoSource(Path directory) {
        this.directory = directory;
    }

    synchronized void start(Publishing publishing) {
        try {
            running = Optional.of(FileSource.start(PATH, unpack(), publishing, PlayClock.system()));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private Path unpack() throws IOException {
        Path file = directory.resolve("demo.mp4");
        try (@Nullable InputStream clip = DemoSource.class.getResourceAsStream(CLIP)) {
            if (clip == null) {
                throw new FileNotFoundException("resource " + CLIP);
            }
            Files.createDirectories(directory);
            Files.copy(clip, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    synchronized void close() {
        running.ifPresent(FileSource::close);
        running = Optional.empty();
    }
}
