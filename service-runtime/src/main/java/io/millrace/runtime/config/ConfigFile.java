package io.millrace.runtime.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The file of settings: plain YAML, or, where {@code MILLRACE_CONFKEY} is set, encrypted ({@link
 * SecretBox}). Written as a whole: readers see the old text or the new one.
 */
final class ConfigFile {
    static final String KEY_VARIABLE = "MILLRACE_CONFKEY";
    private static final long LARGEST = 8 << 20;
    private static final boolean KEEP_OLD = true;

    private final ConfigSources sources;
    private final Optional<String> key;

    ConfigFile(ConfigSources sources) {
        this.sources = sources;
        this.key = Optional.ofNullable(sources.environment().get(KEY_VARIABLE));
    }

    /** The text; empty where there is no file to read. */
    String read() throws ConfigException {
        if (sources.file().isEmpty()) {
            return "";
        }
        Path file = sources.file().get();
        try {
            if (Files.size(file) > LARGEST) {
                throw problem("is larger than " + LARGEST + " bytes");
            }
            String text = Files.readString(file);
            return key.isEmpty() ? text : SecretBox.open(text, key.get());
        } catch (NoSuchFileException missing) {
            if (sources.mayBeMissing()) {
                return "";
            }
            throw problem("cannot be read: there is no such file");
        } catch (IOException unreadable) {
            throw problem("cannot be read: " + unreadable);
        } catch (SecretBox.NotOpenedException wrong) {
            throw problem("%s (%s is set)".formatted(wrong.getMessage(), KEY_VARIABLE));
        }
    }

    /** Puts {@code text} in the file's place; the old one stays beside it, with {@code .old}. */
    void write(String text) throws ConfigException {
        if (sources.file().isEmpty()) {
            throw new ConfigException(
                    List.of(
                            ConfigProblem.of(
                                    "--config",
                                    "there is no file to keep settings in; start with --config FILE",
                                    Origin.of("command line"))));
        }
        try {
            replace(
                    sources.file().get(),
                    KEEP_OLD,
                    key.isEmpty() ? text : SecretBox.seal(text, key.get()));
        } catch (IOException unwritable) {
            throw problem("cannot be written: " + unwritable);
        }
    }

    /** Puts {@code text} in the place of a file, in one step. */
    static void replace(Path named, boolean keepOld, String text) throws IOException {
        boolean exists = Files.exists(named);
        Path file = exists ? named.toRealPath() : named.toAbsolutePath();
        Path directory = file.getParent();
        if (directory == null) {
            throw new IOException(file + " is not a file");
        }
        Files.createDirectories(directory);
        Path made = Files.createTempFile(directory, ".millrace-", ".new");
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (exists) {
                Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(file));
                if (keepOld) {
                    keepOld(file);
                }
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static void keepOld(Path file) throws IOException {
        Path old = file.resolveSibling(file.getFileName() + ".old");
        Files.copy(
                file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private ConfigException problem(String reason) {
        String name = sources.file().map(Path::toString).orElse("settings");
        return new ConfigException(List.of(ConfigProblem.of("--config", reason, Origin.of(name))));
    }
}
