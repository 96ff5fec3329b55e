package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessSettings;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ViewerSessionsTest {
    private static final PathName PATH = new PathName("live/cam");

    private final ManualTicker ticker = new ManualTicker();
    private final Counters counters = new Counters();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final SessionRegistry registry = new SessionRegistry(clock, counters);
    private final AccessControl access =
            new AccessControl(
                    AccessSettings.of(MillraceConfig.defaults()), counters, clock, ticker);
    private final ViewerSessions sessions =
            new ViewerSessions(
                    new ViewerSessions.Surroundings(registry, clock, ticker, counters),
                    access.limits(),
                    2);

    @AfterEach
    void close() {
        sessions.close();
        access.close();
    }

    private ViewerSessions.Entrance enter(String id, Duration permitted) {
        Client client = Client.of("hls", new InetSocketAddress("192.0.2.7", 4000));
        return sessions.enter(
                new ViewerSessions.Viewer(
                        id, PATH, client, now.plus(permitted), now.plusSeconds(600)));
    }

    private ViewerSession in(String id) {
        return assertInstanceOf(ViewerSessions.Entrance.In.class, enter(id, Duration.ofHours(1)))
                .session();
    }

    private int status(String id) {
        return enter(id, Duration.ofHours(1)) instanceof ViewerSessions.Entrance.Out(Reply reply)
                ? reply.status()
                : 200;
    }

    private void advance(long seconds) {
        now = now.plusSeconds(seconds);
        ticker.tick();
    }

    @Test
    void viewer_silentForThirtySeconds_isNoSessionAnyMore() {
        sessions.leave(in("a"), 10);
        advance(29);
        assertEquals(1, registry.snapshots().size());
        sessions.leave(in("a"), 10);
        advance(29);
        assertEquals(20, registry.snapshots().getFirst().bytes());
        advance(1);
        assertEquals(List.of(), registry.snapshots());
        assertEquals(0, sessions.size());
    }

    @Test
    void viewer_whoseRequestIsHeld_isNotIdle() {
        ViewerSession waiting = in("a");
        advance(60);
        assertEquals("waiting", registry.snapshots().getFirst().state());
        sessions.leave(waiting, 0);
        advance(30);
        assertEquals(0, sessions.size());
    }

    @Test
    void viewer_whosePermissionEnds_isNoSessionAnyMore() {
        enter("a", Duration.ofSeconds(5));
        advance(4);
        assertEquals(1, sessions.size());
        advance(1);
        assertEquals(0, sessions.size());
    }

    @Test
    void viewer_withMoreRequestsThanItMay_isToldToWait() {
        ViewerSession one = in("a");
        in("a");
        assertEquals(429, status("a"));
        assertEquals(200, status("b"), "others are not concerned");
        sessions.leave(one, 0);
        assertEquals(200, status("a"));
    }

    @Test
    void viewer_kicked_isRefusedUntilItsTokenExpires() {
        sessions.leave(in("a"), 0);
        assertTrue(registry.kick("a", EndReason.of(EndReason.Kind.KICKED, "enough")));
        assertEquals(403, status("a"));
        advance(599);
        assertEquals(403, status("a"));
        advance(1);
        assertEquals(200, status("a"));
    }

    @Test
    void viewers_ofAPodThatIsDrained_areServedAsLongAsTheyCome() {
        sessions.leave(in("a"), 0);
        registry.drain(Duration.ZERO);
        assertEquals(200, status("a"));
        assertEquals(200, status("b"));
    }
}
