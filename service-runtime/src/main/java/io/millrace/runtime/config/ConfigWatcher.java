package io.millrace.runtime.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when a file has new content, however it came there: written in place, renamed over, or
 * behind a symbolic link that was turned. It watches the directory, and looks itself every two
 * seconds where the system tells nothing (network file systems). Content counts once it stayed the
 * same for a moment; an empty or missing file, which editors leave between two steps, for longer.
 */
final class ConfigWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration SETTLED = Duration.ofMillis(150);
    private static final String NO_CONTENT = "";

    private final Path file;
    private final Consumer<String> onChange;
    private final Optional<WatchService> service;
    private final Thread thread;
    private volatile boolean closed;
    private String known;

    private ConfigWatcher(Path file, Consumer<String> onChange) {
        this.file = file.toAbsolutePath();
        this.onChange = onChange;
        this.known = content();
        this.service = register(this.file);
        this.thread = Thread.ofVirtual().name("config-watch").unstarted(this::run);
    }

    /** Begins; {@code onChange} gets the cause, on the watcher's thread. */
    static ConfigWatcher start(Path file, Consumer<String> onChange) {
        ConfigWatcher watcher = new ConfigWatcher(file, onChange);
        watcher.thread.start();
        return watcher;
    }

    private static Optional<WatchService> register(Path file) {
        @Nullable Path directory = file.getParent();
        if (directory == null) {
            return Optional.empty();
        }
        try {
            WatchService service = file.getFileSystem().newWatchService();
            directory.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return Optional.of(service);
        } catch (IOException | UnsupportedOperationException unwatched) {
            LOG.info(
                    "{} is looked at every {} s: {}", file, LOOK.toSeconds(), unwatched.toString());
            return Optional.empty();
        }
    }

    private void run() {
        try {
            while (!closed) {
                await(LOOK);
                look();
            }
        } catch (InterruptedException | ClosedWatchServiceException ended) {
            LOG.debug("{} is not watched any more", file);
        }
    }

    /** Returns when something in the directory changed, or after {@code most}. */
    private void await(Duration most) throws InterruptedException {
        if (service.isEmpty()) {
            Thread.sleep(most);
            return;
        }
        @Nullable WatchKey key = service.get().poll(most.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
    }

    private void look() throws InterruptedException {
        String seen = content();
        if (seen.equals(known)) {
            return;
        }
        Thread.sleep(seen.equals(NO_CONTENT) ? LOOK : SETTLED);
        String later = content();
        if (later.equals(seen)) {
            known = seen;
            onChange.accept("file changed");
        } else if (!later.equals(known)) {
            look();
        }
    }

    /** What tells one content from another. */
    private String content() {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new String(bytes, StandardCharsets.ISO_8859_1).isBlank()
                    ? NO_CONTENT
                    : HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchFileException missing) {
            return NO_CONTENT;
        } catch (IOException unreadable) {
            return unreadable.toString();
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (service.isPresent()) {
            try {
                service.get().close();
            } catch (IOException unclosed) {
                LOG.warn("watch of {} did not close", file, unclosed);
            }
        }
    }
}
