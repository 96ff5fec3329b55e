package io.millrace.runtime.job;

import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.PushText;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushUrl;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes that were added at run time: notices that Kafka keeps and every pod reads, with all
 * secrets of their URLs. Those that change something block, until this pod has read the change.
 * Thread-safe.
 */
@Singleton
public final class PostedPushes {
    private static final Logger LOG = LoggerFactory.getLogger(PostedPushes.class);
    private static final String KEY = "push/";
    private static final String MARK = "pushes-read";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_MILLIS = 100;

    private final Bulletin bulletin;
    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

    public PostedPushes(Bulletin bulletin) {
        this.bulletin = bulletin;
    }

    /** A push of a path. */
    public record Posted(PathName path, PushSettings settings) {}

    private record Parsed(String text, Optional<Posted> push) {}

    /** Tells when some push was added, changed or removed, by any pod; must not block. */
    public void subscribe(Runnable subscriber) {
        bulletin.subscribe(key -> {
            if (key.startsWith(KEY)) {
                subscriber.run();
            }
        });
    }

    /** Blocks until all is read that was posted before, by any pod. */
    public void catchUp(PathName path) throws ConfigException, InterruptedException {
        settle(path, () -> bulletin.post(MARK, ""));
    }

    /** Those that are there, as far as this pod has read, by path and URL. */
    public List<Posted> list() {
        List<Posted> found = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        bulletin.all()
                .forEach((key, notice) -> {
                    if (key.startsWith(KEY)) {
                        texts.put(key, notice.text());
                    }
                });
        parsed.keySet().retainAll(texts.keySet());
        texts.forEach((key, text) ->
                parsed.compute(
                                key,
                                (_, before) ->
                                        before != null && before.text().equals(text)
                                                ? before
                                                : parse(key, text))
                        .push()
                        .ifPresent(found::add));
        found.sort(
                Comparator.comparing(Posted::path)
                        .thenComparing(posted -> posted.settings().url().text()));
        return List.copyOf(found);
    }

    private static Parsed parse(String key, String text) {
        try {
            PathName path = new PathName(key.substring(key.indexOf('/', KEY.length()) + 1));
            return new Parsed(text, Optional.of(new Posted(path, PushText.read(text, path))));
        } catch (ConfigException | IllegalArgumentException unreadable) {
            LOG.warn("a push that was added at run time cannot be read: {}", key);
            return new Parsed(text, Optional.empty());
        }
    }

    /** One of them; empty if it is not there, as far as this pod has read. */
    public Optional<Posted> find(PathName path, PushUrl url) {
        return list().stream()
                .filter(push -> push.path().equals(path) && push.settings().url().equals(url))
                .findFirst();
    }

    /**
     * Adds one.
     *
     * @param settings its keys in YAML or JSON
     */
    public void add(PathName path, String settings) throws ConfigException, InterruptedException {
        String text = PushText.of(path, settings);
        String key = key(path, PushText.read(text, path).url());
        settle(path, () -> bulletin.post(key, text));
    }

    /**
     * Changes what is named.
     *
     * @param settings keys in YAML or JSON, with the push's URL, what is shown of it, or its id
     */
    public void change(Posted push, String settings) throws ConfigException, InterruptedException {
        String key = key(push.path(), push.settings().url());
        String before =
                bulletin.find(key)
                        .orElseThrow(() -> PushText.refusal(push.path(), "is gone"))
                        .text();
        String text = PushText.changed(before, push.path(), settings);
        settle(push.path(), () -> bulletin.post(key, text));
    }

    /** Takes one away. */
    public void remove(Posted push) throws ConfigException, InterruptedException {
        String key = key(push.path(), push.settings().url());
        settle(push.path(), () -> bulletin.remove(key));
    }

    private static String key(PathName path, PushUrl url) {
        return KEY + url.id() + "/" + path;
    }

    /** A producer that has just begun knows no topic yet, and says so at once. */
    private static void settle(PathName path, Supplier<CompletableFuture<Void>> post)
            throws ConfigException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                post.get().get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException | TimeoutException failed) {
                if (System.nanoTime() > deadline) {
                    LOG.warn("path={} pushes cannot be changed", path, failed);
                    throw PushText.refusal(
                            path, "may not be changed now: Kafka does not answer; look and repeat");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
