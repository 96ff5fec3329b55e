package io.millrace.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LeavingFilterTest {
    private static final int FIRST_PORT = 32_768;
    private static final int PORTS = 20_000;

    @Test
    void turns_ofManyConnections_areSpreadOverTheFirstHalf() {
        int[] tenths = new int[10];
        for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
            double turn = LeavingFilter.turn(InetSocketAddress.createUnresolved("viewer", port));
            tenths[(int) (turn * 10)]++;
        }
        for (int tenth = 0; tenth < 5; tenth++) {
            assertEquals(PORTS / 5.0, tenths[tenth], PORTS / 50.0);
            assertEquals(0, tenths[5 + tenth]);
        }
    }

    @Test
    void drained_goesFromNothingToAll() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        SessionRegistry sessions = new SessionRegistry(now::get, new Counters());
        assertEquals(0, sessions.drained());
        sessions.drain(Duration.ofSeconds(10));
        now.set(Instant.EPOCH.plusSeconds(4));
        assertEquals(0.4, sessions.drained());
        sessions.drain(Duration.ZERO);
        assertEquals(0.4, sessions.drained(), "the first drain goes on");
        now.set(Instant.EPOCH.plusSeconds(11));
        assertEquals(1, sessions.drained());
    }

    @Test
    void drained_withoutTime_isOverAtOnce() {
        SessionRegistry sessions = new SessionRegistry(() -> Instant.EPOCH, new Counters());
        sessions.drain(Duration.ZERO);
        assertEquals(1, sessions.drained());
        assertTrue(sessions.refusal().isPresent());
    }
}
