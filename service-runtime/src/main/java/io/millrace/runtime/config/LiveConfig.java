package io.millrace.runtime.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that hold now. They change as a whole and only after every part was checked; else
 * the old ones stay. Thread-safe; changes come one at a time.
 */
public final class LiveConfig implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    private final ConfigSources sources;
    private final ConfigFile file;
    private final ReentrantLock changing = new ReentrantLock();
    private final List<Subscription> subscribers = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot;
    private Optional<ConfigWatcher> watcher = Optional.empty();

    /** Settings with the text that said so. */
    private record Snapshot(String text, SettingValues values, MillraceConfig config) {}

    /** Not a record: the same subscriber may come twice, and leave once. */
    private static final class Subscription {
        private final Consumer<ConfigChange> subscriber;

        Subscription(Consumer<ConfigChange> subscriber) {
            this.subscriber = subscriber;
        }
    }

    private LiveConfig(ConfigSources sources, ConfigFile file, Snapshot snapshot) {
        this.sources = sources;
        this.file = file;
        this.snapshot = snapshot;
    }

    /** Reads and checks. */
    public static LiveConfig load(ConfigSources sources) throws ConfigException {
        ConfigFile file = new ConfigFile(sources);
        return new LiveConfig(sources, file, snapshot(sources, file.read()));
    }

    private static Snapshot snapshot(ConfigSources sources, String text) throws ConfigException {
        SettingValues values = ConfigLoader.values(sources, text);
        return new Snapshot(text, values, MillraceConfig.of(values));
    }

    public MillraceConfig current() {
        return snapshot.config();
    }

    /** Everything that holds, as YAML with the origin of each value; secrets are hidden. */
    public String dump() {
        return ConfigDump.of(snapshot.values());
    }

    /**
     * Tells every later change, on the thread that makes it; {@link #current} is the new one then.
     * The subscriber must not block for long. An exception of it is logged; others are still told.
     *
     * @return ends the subscription
     */
    public Runnable subscribe(Consumer<ConfigChange> subscriber) {
        Subscription subscription = new Subscription(subscriber);
        subscribers.add(subscription);
        return () -> subscribers.remove(subscription);
    }

    /**
     * Reads the file again.
     *
     * @param cause for the log: {@code file changed}
     */
    public ConfigResult reload(String cause) {
        changing.lock();
        try {
            return adopt(snapshot(sources, file.read()), cause);
        } catch (ConfigException wrong) {
            return refused(wrong, cause);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Checks {@code yaml} as the whole file, writes it there, and lets it hold. The old file stays
     * beside it with {@code .old}.
     *
     * @param author for the log
     */
    public ConfigResult apply(String yaml, String author) {
        String cause = "applied by " + author;
        changing.lock();
        try {
            Snapshot next = shown(yaml);
            if (!yaml.equals(snapshot.text())) {
                file.write(yaml);
            }
            return adopt(next, cause);
        } catch (ConfigException wrong) {
            return refused(wrong, cause);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Changes some settings of the file, as a merge patch (RFC 7396): mappings are merged, null
     * takes a key away. Comments stay.
     *
     * @param patch YAML or JSON
     * @param author for the log
     */
    public ConfigResult patch(String patch, String author) {
        changing.lock();
        try {
            return apply(ConfigMerge.merge(snapshot.text(), patch), author);
        } catch (ConfigException wrong) {
            return refused(wrong, "changed by " + author);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Changes one entry of the file. Comments stay.
     *
     * @param author for the log
     */
    public ConfigResult edit(ConfigEdit edit, String author) {
        changing.lock();
        try {
            return apply(ConfigEntries.edited(snapshot.text(), edit), author);
        } catch (ConfigException wrong) {
            return refused(wrong, "changed by " + author);
        } finally {
            changing.unlock();
        }
    }

    /** What {@link #apply} would come to. */
    public ConfigResult preview(String yaml) {
        try {
            ConfigChange change = change(snapshot, shown(yaml));
            return change.isEmpty()
                    ? new ConfigResult.Unchanged()
                    : new ConfigResult.Applied(change);
        } catch (ConfigException wrong) {
            return new ConfigResult.Refused(wrong.problems());
        }
    }

    /** Which values {@link #apply} would change. */
    public List<ConfigDifference> differences(String yaml) throws ConfigException {
        return differences(values(), ConfigMerge.flat(ConfigDump.of(shown(yaml).values())));
    }

    private static ConfigChange change(Snapshot before, Snapshot after) throws ConfigException {
        Set<String> keys =
                differences(
                                ConfigMerge.flat(ConfigDump.withSecrets(before.values())),
                                ConfigMerge.flat(ConfigDump.withSecrets(after.values())))
                        .stream()
                        .map(ConfigDifference::key)
                        .collect(Collectors.toSet());
        return ConfigChange.between(before.config(), after.config(), keys);
    }

    private static List<ConfigDifference> differences(
            Map<String, String> before, Map<String, String> after) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .map(key ->
                        new ConfigDifference(
                                key, before.getOrDefault(key, ""), after.getOrDefault(key, "")))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }

    /** Everything that holds by key ({@code rtsp.port}), in the order of the documents. */
    public Map<String, String> values() throws ConfigException {
        return ConfigMerge.flat(dump());
    }

    /** Everything that holds, as a JSON object; secrets are hidden. */
    public String json() throws ConfigException {
        return ConfigMerge.json(dump());
    }

    /** Settings that somebody saw perhaps with secrets hidden: what stands for one is no value. */
    private Snapshot shown(String yaml) throws ConfigException {
        Snapshot next = snapshot(sources, yaml);
        for (Map.Entry<String, String> value : ConfigMerge.flat(yaml).entrySet()) {
            if (value.getValue().contains(Secret.REDACTED)) {
                throw new ConfigException(
                        List.of(
                                ConfigProblem.of(
                                        value.getKey(),
                                        "'" + Secret.REDACTED + "' stands for a secret: write it",
                                        Origin.of("settings"))));
            }
        }
        return next;
    }

    /** What is wrong with {@code yaml} as the whole file; nothing changes. */
    public List<ConfigProblem> check(String yaml) {
        try {
            ConfigLoader.values(sources, yaml);
            return List.of();
        } catch (ConfigException wrong) {
            return wrong.problems();
        }
    }

    /** Reloads when the file changes and on SIGHUP, until this is closed. */
    public void watch() {
        changing.lock();
        try {
            if (watcher.isEmpty() && sources.file().isPresent()) {
                watcher = Optional.of(ConfigWatcher.start(sources.file().get(), this::reload));
            }
        } finally {
            changing.unlock();
        }
        HangUp.handle(() -> reload("signal"));
    }

    private ConfigResult adopt(Snapshot next, String cause) throws ConfigException {
        ConfigChange change = change(snapshot, next);
        snapshot = next;
        if (change.isEmpty()) {
            LOG.info("settings read again ({}): nothing changed", cause);
            return new ConfigResult.Unchanged();
        }
        LOG.info("settings changed ({}): {}", cause, change.summary());
        if (!change.waitingForRestart().isEmpty()) {
            LOG.warn(
                    "takes effect after a restart: {}",
                    String.join(", ", change.waitingForRestart().stream().sorted().toList()));
        }
        subscribers.forEach(subscription -> tell(subscription, change));
        return new ConfigResult.Applied(change);
    }

    private static void tell(Subscription subscription, ConfigChange change) {
        try {
            subscription.subscriber.accept(change);
        } catch (RuntimeException bug) {
            LOG.error("a part did not take the new settings", bug);
        }
    }

    private static ConfigResult refused(ConfigException wrong, String cause) {
        LOG.error("settings refused ({}), the old ones stay:", cause);
        wrong.problems().forEach(problem -> LOG.error("  {}", problem));
        return new ConfigResult.Refused(wrong.problems());
    }

    @Override
    public void close() {
        changing.lock();
        try {
            watcher.ifPresent(ConfigWatcher::close);
            watcher = Optional.empty();
        } finally {
            changing.unlock();
        }
    }
}
