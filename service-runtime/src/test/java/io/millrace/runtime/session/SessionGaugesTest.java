package io.millrace.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SessionGaugesTest {
    private final Counters counters = new Counters();
    private final SessionRegistry registry = new SessionRegistry(InstantSource.system(), counters);

    private SessionRegistry.Entry open(SessionRegistry.Kind kind, String protocol) {
        return registry.open(kind, new PathName("a"), Client.internal(protocol), () -> "", _ -> {});
    }

    private Map<String, Long> shown() {
        Map<String, Long> gauges = new TreeMap<>();
        counters.forEachGauge(
                (key, value) -> gauges.put(String.join(" ", key.labels()), value.getAsLong()));
        return gauges;
    }

    @Test
    void sessions_openedKickedAndClosed_areCountedOnce() {
        SessionRegistry.Entry reader = open(SessionRegistry.Kind.READ, "srt");
        SessionRegistry.Entry other = open(SessionRegistry.Kind.READ, "srt");
        open(SessionRegistry.Kind.PUBLISH, "rtmp");
        assertEquals(
                Map.of("protocol srt state read", 2L, "protocol rtmp state publish", 1L), shown());

        assertTrue(registry.kick(reader.id(), EndReason.of(EndReason.Kind.KICKED, "test")));
        reader.close();
        assertFalse(registry.kick(reader.id(), EndReason.of(EndReason.Kind.KICKED, "test")));
        other.close();
        assertEquals(
                Map.of("protocol srt state read", 0L, "protocol rtmp state publish", 1L), shown());
    }
}
