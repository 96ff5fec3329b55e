package io.millrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A codec is told apart in one place of each container, and nowhere else. */
class CodecPlacesTest {
    private static final int MOST_FILES = 9;

    @Test
    void opus_isNamedInFewFiles() throws IOException {
        List<Path> found;
        try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
            found =
                    modules.flatMap(module -> sources(module).stream())
                            .filter(this::namesOpus)
                            .toList();
        }
        assertFalse(found.isEmpty());
        assertTrue(found.size() <= MOST_FILES, () -> "Opus is named in " + found);
    }

    /** All but those of the codec's own package. */
    private static List<Path> sources(Path module) {
        Path main = module.resolve("src/main/java");
        if (!Files.isDirectory(main)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(main)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/media/opus/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean namesOpus(Path file) {
        try {
            return Files.readString(file).contains("Opus");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
