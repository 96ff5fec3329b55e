package io.millrace.runtime.session;

import io.millrace.stream.Counters;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many sessions there are, by protocol and by what they do. Thread-safe. */
final class SessionGauges {
    private final Counters counters;
    private final Map<Key, LongAdder> running = new ConcurrentHashMap<>();

    private record Key(String protocol, SessionRegistry.Kind kind) {}

    SessionGauges(Counters counters) {
        this.counters = counters;
    }

    void opened(String protocol, SessionRegistry.Kind kind) {
        running.computeIfAbsent(new Key(protocol, kind), this::shown).increment();
    }

    void closed(String protocol, SessionRegistry.Kind kind) {
        running.computeIfAbsent(new Key(protocol, kind), this::shown).decrement();
    }

    private LongAdder shown(Key key) {
        LongAdder count = new LongAdder();
        counters.gauge(
                "sessions",
                count::sum,
                "protocol",
                key.protocol(),
                "state",
                key.kind().name().toLowerCase(Locale.ROOT));
        return count;
    }
}
