package io.millrace.runtime.job;

import io.millrace.runtime.LogSettings;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.kafka.KafkaBulletin;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that every pod reads, on the topic of jobs; opened when a part first needs it.
 * Thread-safe, never blocks.
 */
@Singleton
public final class Bulletin implements AutoCloseable {
    private final MillraceConfig config;
    private final List<Consumer<String>> subscribers = new CopyOnWriteArrayList<>();
    private @Nullable KafkaBulletin open;

    public Bulletin(MillraceConfig config) {
        this.config = config;
    }

    private synchronized KafkaBulletin opened() {
        KafkaBulletin bulletin = open;
        if (bulletin == null) {
            bulletin =
                    new KafkaBulletin(
                            LogSettings.of(config),
                            key -> subscribers.forEach(subscriber -> subscriber.accept(key)));
            open = bulletin;
        }
        return bulletin;
    }

    /** Tells the key of every notice that is read from now on; the subscriber must not block. */
    public void subscribe(Consumer<String> subscriber) {
        subscribers.add(subscriber);
    }

    /** Begins to read, if nobody has. */
    public void start() {
        var _ = opened();
    }

    /** Posts in place of what the key had; the answer comes when this pod has read it. */
    public CompletableFuture<Void> post(String key, String text) {
        return opened().post(key, text);
    }

    /** Takes a notice down; the answer comes when this pod has read so. */
    public CompletableFuture<Void> remove(String key) {
        return opened().remove(key);
    }

    /** The newest of a key. */
    public Optional<KafkaBulletin.Notice> find(String key) {
        return opened().find(key);
    }

    /** All, by key. */
    public Map<String, KafkaBulletin.Notice> all() {
        return opened().all();
    }

    @Override
    @PreDestroy
    public synchronized void close() {
        if (open != null) {
            open.close();
        }
    }
}
