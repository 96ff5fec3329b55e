package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Ffmpeg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sound as the bytes of all its packets, one after the other, as ffmpeg reads it. */
final class SoundBytes implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String SECONDS = "2";

    private final ChildProcess reader;
    private final Path file;

    private SoundBytes(ChildProcess reader, Path file) {
        this.reader = reader;
        this.file = file;
    }

    /** All of a file. */
    static byte[] ofFile(Path media, Path folder) throws IOException, InterruptedException {
        try (SoundBytes all = start(List.of("-i", media.toString()), List.of(), folder)) {
            return all.await();
        }
    }

    /** Two seconds, from a URL. */
    static SoundBytes read(List<String> input, Path folder) throws IOException {
        return start(input, List.of("-t", SECONDS), folder);
    }

    private static SoundBytes start(List<String> input, List<String> limit, Path folder)
            throws IOException {
        Path file = Files.createTempFile(folder, "sound", ".bin");
        List<String> arguments = new ArrayList<>(List.of("-y"));
        arguments.addAll(input);
        arguments.addAll(List.of("-map", "0:a:0", "-c", "copy"));
        arguments.addAll(limit);
        arguments.addAll(List.of("-f", "data", file.toString()));
        return new SoundBytes(Ffmpeg.start("sound reader", arguments), file);
    }

    private byte[] await() throws IOException, InterruptedException {
        int exitCode = reader.awaitExit(LIMIT);
        assertTrue(exitCode == 0, reader::output);
        return Files.readAllBytes(file);
    }

    /** What is read is a part of this, without a hole, and not a small one. */
    void assertPartOf(byte[] published, int atLeast) throws IOException, InterruptedException {
        byte[] read = await();
        assertTrue(read.length >= atLeast, () -> read.length + " bytes\n" + reader.output());
        assertTrue(
                text(published).contains(text(read)),
                () -> read.length + " bytes that were not published\n" + reader.output());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        reader.close();
    }
}
