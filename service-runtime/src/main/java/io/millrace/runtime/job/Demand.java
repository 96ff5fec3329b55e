package io.millrace.runtime.job;

import io.micronaut.context.annotation.Context;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.hook.HookEvent;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.PathName;
import io.millrace.stream.Ticker;
import io.millrace.stream.kafka.KafkaBulletin;
import jakarta.annotation.PreDestroy;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who reads, or wants to read, paths whose sources are pulled on demand: told to all pods by
 * notices, again and again while it lasts. Thread-safe, never blocks.
 */
@Context
public final class Demand {
    private static final String KEY = "demand/";
    private static final long TICK_MILLIS = 1_000;

    private final LiveConfig live;
    private final Bulletin bulletin;
    private final SessionRegistry sessions;
    private final InstantSource clock;
    private final Map<PathName, Long> toldMillis = new ConcurrentHashMap<>();
    private final Ticker.Registration tick;

    Demand(LiveConfig live, Bulletin bulletin, SessionRegistry sessions, Ticker ticker) {
        this.live = live;
        this.bulletin = bulletin;
        this.sessions = sessions;
        this.clock = InstantSource.system();
        this.tick = ticker.every(TICK_MILLIS, this::tellReaders);
    }

    /**
     * How long is waited for a path that begins on demand: by its source, its fallback or a
     * program.
     */
    public Optional<PathSettings.Source> source(PathName path) {
        PathSettings settings = live.current().settingsOf(path);
        PathSettings.Source source = settings.source();
        boolean pulled = source.isSet() && source.onDemand().wanted();
        return pulled
                        || settings.fallback().isPresent()
                        || settings.hooks().containsKey(HookEvent.DEMAND)
                ? Optional.of(source)
                : Optional.empty();
    }

    /** All paths that somebody, on any pod, has wanted lately enough. */
    public Set<PathName> wanted() {
        Set<PathName> wanted = new HashSet<>();
        for (String key : bulletin.all().keySet()) {
            path(key)
                    .filter(path -> source(path).filter(source -> lasts(path, source)).isPresent())
                    .ifPresent(wanted::add);
        }
        return wanted;
    }

    /** When somebody, on any pod, last said that the path is wanted; 0 if nobody did. */
    public long newestMillis(PathName path) {
        return bulletin.find(KEY + path).map(KafkaBulletin.Notice::atMillis).orElse(0L);
    }

    /** Somebody wants to read the path. */
    public void ask(PathName path) {
        long now = clock.millis();
        Long told = toldMillis.get(path);
        if (told == null || now - told >= TICK_MILLIS) {
            toldMillis.put(path, now);
            var _ = bulletin.post(KEY + path, "wanted");
        }
    }

    private void tellReaders() {
        Set<PathName> read = new HashSet<>();
        for (SessionRegistry.Entry entry : sessions.running()) {
            if (entry.kind() != SessionRegistry.Kind.PUBLISH) {
                read.add(entry.path());
            }
        }
        read.stream().filter(path -> source(path).isPresent()).forEach(this::ask);
        toldMillis.values().removeIf(told -> clock.millis() - told > 60_000);
    }

    /** The path that a notice of this key is about; empty if it is about no demand. */
    public Optional<PathName> path(String key) {
        return Optional.of(key)
                .filter(each -> each.startsWith(KEY))
                .map(each -> each.substring(KEY.length()))
                .filter(name -> PathName.problem(name).isEmpty())
                .map(PathName::new);
    }

    /** Tells the key of every notice that comes, once some source is pulled on demand. */
    public void subscribe(Consumer<String> subscriber) {
        bulletin.subscribe(subscriber);
    }

    /** Whether somebody, on any pod, has wanted the path lately enough. */
    public boolean lasts(PathName path, PathSettings.Source source) {
        long lasting = source.onDemand().closeAfter().toMillis() + TICK_MILLIS;
        return bulletin.find(KEY + path)
                .filter(notice -> clock.millis() - notice.atMillis() < lasting)
                .isPresent();
    }

    @PreDestroy
    void close() {
        tick.close();
    }
}
