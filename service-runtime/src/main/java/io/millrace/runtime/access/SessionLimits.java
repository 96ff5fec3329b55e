package io.millrace.runtime.access;

import io.millrace.runtime.config.LimitsConfig;
import io.millrace.stream.ConnectionGate;
import io.millrace.stream.PathName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Counts publishers, readers and connections of this process against the newest settings, of which
 * 0 is no limit. A place is given back by running what came with it. Thread-safe.
 */
public final class SessionLimits implements ConnectionGate {
    private static final Object ALL = "all";

    private final Supplier<AccessSettings> settings;
    private final Places publishers = new Places();
    private final Places readers = new Places();
    private final Places readersOfPath = new Places();
    private final Places connections = new Places();

    SessionLimits(Supplier<AccessSettings> settings) {
        this.settings = settings;
    }

    /** A connection's place. */
    @Override
    public Optional<Runnable> enter(InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        return address == null
                ? Optional.of(() -> {})
                : connections.take(address, limits().connectionsPerIp());
    }

    Optional<Runnable> publisher() {
        return publishers.take(ALL, limits().maxPublishers());
    }

    /** A reader's place; empty where there is none. */
    public Optional<Runnable> reader(PathName path) {
        Optional<Runnable> one = readers.take(ALL, limits().maxReaders());
        if (one.isEmpty()) {
            return Optional.empty();
        }
        int most = settings.get().paths().settingsOf(path).read().maxReaders();
        Optional<Runnable> other = readersOfPath.take(path, most);
        if (other.isEmpty()) {
            one.get().run();
            return Optional.empty();
        }
        return Optional.of(() -> {
            one.get().run();
            other.get().run();
        });
    }

    /** Whether one more reader would be let in now. */
    boolean hasPlaceForReader(PathName path) {
        Optional<Runnable> place = reader(path);
        place.ifPresent(Runnable::run);
        return place.isPresent();
    }

    private LimitsConfig limits() {
        return settings.get().limits();
    }

    /** Taken places by what they are counted for. */
    private static final class Places {
        private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

        Optional<Runnable> take(Object key, int most) {
            int now = taken.merge(key, 1, Integer::sum);
            if (most > 0 && now > most) {
                giveBack(key);
                return Optional.empty();
            }
            AtomicBoolean given = new AtomicBoolean();
            return Optional.of(() -> {
                if (given.compareAndSet(false, true)) {
                    giveBack(key);
                }
            });
        }

        private void giveBack(Object key) {
            taken.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
