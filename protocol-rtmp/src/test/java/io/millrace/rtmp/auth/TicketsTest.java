package io.millrace.rtmp.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TicketsTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Tickets tickets = new Tickets(nanos::get);

    @Test
    void holds_ownTicket_untilItsTimeAndForItsPeerOnly() {
        String ticket = tickets.issue("192.0.2.1");
        assertTrue(tickets.holds(ticket, "192.0.2.1"));
        assertFalse(tickets.holds(ticket, "192.0.2.2"));
        assertFalse(new Tickets(nanos::get).holds(ticket, "192.0.2.1"));
        nanos.addAndGet(Tickets.LIFETIME.toNanos());
        assertFalse(tickets.holds(ticket, "192.0.2.1"));
    }

    @Test
    void derived_samePurpose_isTheSame() {
        String ticket = tickets.issue("192.0.2.1");
        assertEquals(tickets.derived(ticket, "salt"), tickets.derived(ticket, "salt"));
        assertNotEquals(tickets.derived(ticket, "salt"), tickets.derived(ticket, "challenge"));
    }

    @Property(tries = 300)
    void step_anyApp_isAnswered(@ForAll String text) {
        ConnectChallenge challenge = new ConnectChallenge(new Tickets(() -> 0));
        for (String app :
                new String[] {text, "a?" + text, "a?authmod=adobe&user=u&response=" + text}) {
            assertNotNull(challenge.step(app, "peer", Optional.empty()));
        }
    }
}
