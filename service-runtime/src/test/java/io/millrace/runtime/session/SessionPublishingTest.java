package io.millrace.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SessionPublishingTest {
    private static final EndReason KICK = EndReason.of(EndReason.Kind.KICKED, "an operator");
    private static final PublishRequest REQUEST =
            new PublishRequest(
                    new PathName("camera"),
                    Client.of("rtsp", InetSocketAddress.createUnresolved("peer", 5)),
                    List.of());

    private final SessionRegistry sessions =
            new SessionRegistry(InstantSource.system(), new Counters());
    private final FakePublisher publisher = new FakePublisher();
    private final List<EndReason> ends = new ArrayList<>();
    private final CompletableFuture<Consumer<EndReason>> fromBelow = new CompletableFuture<>();
    private final SessionPublishing publishing =
            new SessionPublishing(
                    (_, onEnd) -> {
                        fromBelow.complete(onEnd);
                        return CompletableFuture.completedFuture(publisher);
                    },
                    sessions);

    private Publisher publish() {
        return publishing.publish(REQUEST, ends::add).toCompletableFuture().join();
    }

    @Test
    void publish_standbyThenPromoted_isListedWithItsState() {
        publish();
        SessionRegistry.Snapshot listed = sessions.snapshots().getFirst();
        assertEquals("standby", listed.state());
        assertEquals("peer:5", listed.peer());
        publisher.epoch = 3;
        assertEquals("publishing", sessions.snapshots().getFirst().state());
    }

    @Test
    void kick_running_endsPublisherAndPeerOnce() {
        publish();
        String id = sessions.snapshots().getFirst().id();
        assertTrue(sessions.kick(id, KICK));
        fromBelow.join().accept(KICK);
        assertEquals(List.of(KICK), publisher.closed);
        assertEquals(List.of(KICK), ends);
        assertFalse(sessions.kick(id, KICK));
    }

    @Test
    void close_byThePeer_isListedNoMoreAndNotToldToThePeer() {
        publish().close(KICK);
        fromBelow.join().accept(KICK);
        assertEquals(List.of(), sessions.snapshots());
        assertEquals(List.of(), ends);
    }

    @Test
    void publish_whileDraining_isRefused() {
        sessions.drain(Duration.ZERO);
        CompletionException refused = assertThrows(CompletionException.class, this::publish);
        assertTrue(String.valueOf(refused.getMessage()).contains("being drained"));
    }

    private static final class FakePublisher implements Publisher {
        private final List<EndReason> closed = new ArrayList<>();
        private long epoch;

        @Override
        public PathName path() {
            return REQUEST.path();
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public void describe(List<Track> tracks) {}

        @Override
        public void write(Unit unit) {}

        @Override
        public void close(EndReason reason) {
            closed.add(reason);
        }
    }
}
