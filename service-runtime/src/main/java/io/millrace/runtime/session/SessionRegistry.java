package io.millrace.runtime.session;

import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of this pod. Thread-safe, never blocks. */
public final class SessionRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);

    private final InstantSource clock;
    private final SessionGauges gauges;
    private final Map<String, Entry> sessions = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<Drain>> draining =
            new AtomicReference<>(Optional.empty());
    private final List<Observer> observers = new CopyOnWriteArrayList<>();

    public SessionRegistry(InstantSource clock, Counters counters) {
        this.clock = clock;
        this.gauges = new SessionGauges(counters);
    }

    /** From when on sessions end, and over what time. */
    private record Drain(Instant begin, Duration over) {}

    /** Is told about sessions, on whatever thread they begin and end; must not block. */
    public interface Observer {
        void onOpened(Entry entry);

        void onClosed(Entry entry);
    }

    /** Has an observer told from now on. */
    public void observe(Observer observer) {
        observers.add(observer);
    }

    /** What a session does. */
    public enum Kind {
        PUBLISH,
        READ,
        /** A path that is packaged because somebody watches it; nobody's session. */
        MUXER
    }

    /**
     * A session at one moment.
     *
     * @param user that the peer showed; empty if none
     * @param bytes of payload that went through
     * @param statistics as the protocol names them
     */
    public record Snapshot(
            String id,
            Kind kind,
            PathName path,
            String protocol,
            String peer,
            String user,
            String userAgent,
            Instant since,
            long bytes,
            String state,
            Map<String, Number> statistics) {
        public Snapshot {
            statistics = Map.copyOf(statistics);
        }
    }

    /** One session, until it is closed. */
    public final class Entry implements AutoCloseable {
        private final String id;
        private final Kind kind;
        private final PathName path;
        private final Client client;
        private final Instant since = clock.instant();
        private final LongAdder bytes = new LongAdder();
        private final Supplier<String> state;
        private final Consumer<EndReason> kick;

        private Entry(
                String id,
                Kind kind,
                PathName path,
                Client client,
                Supplier<String> state,
                Consumer<EndReason> kick) {
            this.id = id;
            this.kind = kind;
            this.path = path;
            this.client = client;
            this.state = state;
            this.kick = kick;
        }

        public String id() {
            return id;
        }

        /** As its client names it. */
        public String protocol() {
            return client.protocol();
        }

        /** Payload that went through. */
        public long bytes() {
            return bytes.sum();
        }

        public Kind kind() {
            return kind;
        }

        public PathName path() {
            return path;
        }

        public Client client() {
            return client;
        }

        /** Whether it publishes only when another one ends. */
        public boolean isStandby() {
            return state.get().equals("standby");
        }

        /** Payload went through. */
        public void count(long payloadBytes) {
            bytes.add(payloadBytes);
        }

        /** All of it as it is now. */
        public Snapshot snapshot() {
            return new Snapshot(
                    id,
                    kind,
                    path,
                    client.protocol(),
                    client.address().map(Entry::text).orElse(""),
                    user(client.credentials()),
                    client.userAgent(),
                    since,
                    bytes.sum(),
                    state.get(),
                    client.statistics().get());
        }

        private static String text(InetSocketAddress address) {
            String host =
                    address.isUnresolved()
                            ? address.getHostString()
                            : address.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        }

        private static String user(Credentials credentials) {
            return switch (credentials) {
                case Credentials.None _, Credentials.Token _ -> "";
                case Credentials.Password password -> password.user();
                case Credentials.Digest digest -> digest.user();
            };
        }

        /** The session has ended. */
        @Override
        public void close() {
            forget(this);
        }
    }

    /**
     * A session begins.
     *
     * @param state for people: what it is doing now
     * @param kick ends it; may be called on any thread
     */
    public Entry open(
            Kind kind,
            PathName path,
            Client client,
            Supplier<String> state,
            Consumer<EndReason> kick) {
        return open(UUID.randomUUID().toString(), kind, path, client, state, kick);
    }

    /**
     * Likewise, of a peer that several pods know by the same id, since it is of no connection.
     *
     * @param id none that is open on this pod
     */
    public Entry open(
            String id,
            Kind kind,
            PathName path,
            Client client,
            Supplier<String> state,
            Consumer<EndReason> kick) {
        Entry entry = new Entry(id, kind, path, client, state, kick);
        sessions.put(entry.id, entry);
        gauges.opened(client.protocol(), kind);
        observers.forEach(observer -> observer.onOpened(entry));
        return entry;
    }

    private boolean forget(Entry entry) {
        boolean wasThere = sessions.remove(entry.id, entry);
        if (wasThere) {
            gauges.closed(entry.client.protocol(), entry.kind);
            observers.forEach(observer -> observer.onClosed(entry));
        }
        return wasThere;
    }

    /** Why no session may begin now; empty if it may. */
    public Optional<RefusedException> refusal() {
        return draining.get().isPresent()
                ? Optional.of(
                        new RefusedException(
                                RefusedException.Cause.UNAVAILABLE, "this server is being drained"))
                : Optional.empty();
    }

    /** How much of a drain's time is over: 0 where there is none, 1 when nobody should be left. */
    public double drained() {
        Optional<Drain> drain = draining.get();
        if (drain.isEmpty()) {
            return 0;
        }
        double passed = Duration.between(drain.get().begin(), clock.instant()).toMillis();
        long over = drain.get().over().toMillis();
        return over <= passed ? 1 : Math.max(0, passed / over);
    }

    /** The sessions that run; changes while it is looked at. */
    public Collection<Entry> running() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /** All sessions as they are now. */
    public List<Snapshot> snapshots() {
        return sessions.values().stream().map(Entry::snapshot).toList();
    }

    /** Ends a session; false if there is none of that id. */
    public boolean kick(String id, EndReason reason) {
        Entry entry = sessions.get(id);
        if (entry == null || !forget(entry)) {
            return false;
        }
        LOG.info("path={} session={} is ended: {}", entry.path, id, reason.text());
        entry.kick.accept(reason);
        return true;
    }

    /** Admits no more, and ends all that run, one after another over this time. */
    public void drain(Duration over) {
        Optional<Drain> drain = Optional.of(new Drain(clock.instant(), over));
        if (draining.getAndUpdate(before -> before.or(() -> drain)).isPresent()) {
            return;
        }
        List<String> running = List.copyOf(sessions.keySet());
        LOG.info("{} sessions are ended over {}", running.size(), over);
        EndReason reason = EndReason.of(EndReason.Kind.SHUTDOWN, "server is being drained");
        for (int index = 0; index < running.size(); index++) {
            String id = running.get(index);
            long delayMillis = over.toMillis() * index / running.size();
            CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS)
                    .execute(() -> kick(id, reason));
        }
    }
}
