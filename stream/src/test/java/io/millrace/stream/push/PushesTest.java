package io.millrace.stream.push;

import static io.millrace.stream.TestMedia.AUDIO;
import static io.millrace.stream.TestMedia.OTHER_VIDEO;
import static io.millrace.stream.TestMedia.VIDEO;
import static io.millrace.stream.TestMedia.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.millrace.stream.QueueExecutor;
import io.millrace.stream.Rig;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The whole of a push but its protocol, in manual time. */
class PushesTest {
    private static final String URL = "rtmp://far/live/secret";
    private static final PushSettings PUSH = PushSettings.to(PushUrl.parse(URL));

    private final Rig rig = new Rig();
    private final QueueExecutor executor = new QueueExecutor();
    private final List<Connection> connections = new ArrayList<>();
    private List<PushSettings> applied = List.of();
    private final Pushes pushes =
            new Pushes(
                    rig.log,
                    settings -> Connection.outlet(settings, connections),
                    _ -> 10_000,
                    rig.counters,
                    new Pushes.Time(rig.time, rig.time),
                    () -> executor);

    /** A far end that a test plays. */
    private static final class Connection implements PushOutput {
        private final String url;
        private final List<Track> tracks;
        private final Listener listener;
        private final CompletableFuture<PushOutput> opening = new CompletableFuture<>();
        private final List<Long> pts = new ArrayList<>();
        private boolean writable = true;
        private boolean closed;

        Connection(String url, List<Track> tracks, Listener listener) {
            this.url = url;
            this.tracks = tracks;
            this.listener = listener;
        }

        static PushOutlet outlet(PushSettings settings, List<Connection> connections) {
            return new PushOutlet() {
                @Override
                public CompletionStage<? extends PushOutput> connect(
                        PathName path, List<Track> tracks, Listener listener) {
                    Connection made = new Connection(settings.url().text(), tracks, listener);
                    connections.add(made);
                    return made.opening;
                }
            };
        }

        void accept() {
            opening.complete(this);
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void write(StreamRecord record) {
            assertFalse(closed, "written after its end");
            assertTrue(!pts.isEmpty() || record.isEntryPoint(), "begins at an entry point");
            record.units().forEach(unit -> pts.add(unit.ptsTicks() / 90));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private void apply(PushSettings... settings) {
        List<PushSettings> wanted = List.of(settings);
        for (PushSettings known : List.copyOf(applied)) {
            if (wanted.stream().noneMatch(push -> push.url().equals(known.url()))) {
                pushes.remove(Rig.PATH, known.url());
            }
        }
        wanted.forEach(push -> pushes.put(Rig.PATH, push));
        applied = wanted;
        executor.runAll();
    }

    private void advance(long millis) {
        for (long left = millis; left > 0; left -= 100) {
            rig.time.advance(Math.min(100, left));
            executor.runAll();
        }
    }

    /** Pictures of 40 ms, every tenth an entry point. */
    private void pictures(Publisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.write(video(i * 40L, i % 10 == 0));
            advance(40);
        }
    }

    private PushSnapshot only() {
        assertEquals(1, pushes.snapshots().size());
        return pushes.snapshots().getFirst();
    }

    private Connection last() {
        return connections.getLast();
    }

    @Test
    void push_pathNobodyPublishes_startsAndTriesNothing() {
        apply(PUSH);
        advance(60_000);
        assertEquals(PushStatus.STARTING, only().status());
        assertEquals(0, only().attempt());
        assertTrue(connections.isEmpty());
    }

    @Test
    void push_publishedPath_sendsFromTheNewestEntryPoint() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        pictures(publisher, 0, 15);
        apply(PUSH);
        advance(100);
        assertEquals(List.of(VIDEO), last().tracks);
        assertEquals(PushStatus.STARTING, only().status());
        last().accept();
        executor.runAll();
        assertEquals(PushStatus.ACTIVE, only().status());
        assertEquals(rig.time.millis(), only().connectedAtMillis().orElseThrow());
        pictures(publisher, 15, 20);
        assertEquals(10, last().pts.size());
        assertEquals(3, gauge());
    }

    private long gauge() {
        long[] value = {-1};
        rig.counters.forEachGauge((key, gauge) -> {
            if (key.name().equals("push_state")) {
                value[0] = gauge.getAsLong();
            }
        });
        return value[0];
    }

    @Test
    void push_oldStream_isNotSent() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        pictures(publisher, 0, 5);
        advance(20_000);
        apply(PUSH);
        advance(1_000);
        assertTrue(connections.isEmpty());
    }

    @Test
    void push_farEndRefuses_failsAtTheLimitAndStays() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH.withLimit(5));
        int picture = 0;
        for (int attempt = 1; attempt <= 5; attempt++) {
            pictures(publisher, picture, picture + 130);
            picture += 130;
            assertEquals(attempt, connections.size());
            last().opening.completeExceptionally(new IOException("refused " + attempt));
            executor.runAll();
        }
        pictures(publisher, picture, picture + 500);
        assertEquals(5, connections.size());
        assertEquals(PushStatus.FAILED, only().status());
        assertEquals("refused 5", only().errors().getFirst().message());
        assertEquals(0, gauge());
        pushes.retry(Rig.PATH, PUSH.url());
        executor.runAll();
        pictures(publisher, picture + 500, picture + 501);
        advance(100);
        assertEquals(6, connections.size());
        last().accept();
        executor.runAll();
        assertEquals(PushStatus.ACTIVE, only().status());
        assertEquals(List.of(), only().errors());
    }

    @Test
    void push_noGoAhead_isGivenUpAfterItsTimeout() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH);
        pictures(publisher, 0, 300);
        assertEquals(PushStatus.RECONNECTING, only().status());
        assertEquals("no go-ahead within 10 s", only().errors().getFirst().message());
        connections.getFirst().accept();
        executor.runAll();
        assertTrue(connections.getFirst().closed);
    }

    @Test
    void push_cutOffWithinTheBacklog_losesNothing() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH);
        pictures(publisher, 0, 25);
        last().accept();
        executor.runAll();
        assertEquals(25, last().pts.size());
        last().listener.onEnd("cut");
        executor.runAll();
        assertTrue(last().closed);
        assertEquals(PushStatus.RECONNECTING, only().status());
        pictures(publisher, 25, 160);
        assertEquals(2, connections.size());
        last().accept();
        executor.runAll();
        assertEquals(20 * 40L, last().pts.getFirst() - connections.getFirst().pts.getFirst());
        assertEquals(140, last().pts.size());
    }

    @Test
    void push_cutOffForLonger_goesOnAtTheNewest() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH.withTimes(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(1)));
        pictures(publisher, 0, 25);
        last().accept();
        executor.runAll();
        last().listener.onEnd("cut");
        pictures(publisher, 25, 158);
        last().accept();
        executor.runAll();
        assertTrue(last().pts.size() < 20, "sent " + last().pts.size());
    }

    @Test
    void push_slowFarEnd_skipsToAnEntryPointAndCounts() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH);
        publisher.write(video(0, true));
        advance(100);
        last().accept();
        executor.runAll();
        last().writable = false;
        for (int i = 1; i < 60; i++) {
            publisher.write(video(i * 40L, i % 10 == 0, 1 << 20));
            advance(40);
        }
        last().writable = true;
        last().listener.onWritable();
        executor.runAll();
        assertTrue(rig.count("push_units_dropped", "path", "live/a") > 0);
        assertTrue(last().pts.size() > 1);
    }

    @Test
    void push_publisherReturns_beginsAnewWithoutAWait() throws Exception {
        Publisher first = rig.publish(VIDEO);
        apply(PUSH);
        pictures(first, 0, 5);
        last().accept();
        executor.runAll();
        first.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        Publisher second = rig.publish(OTHER_VIDEO, AUDIO);
        pictures(second, 0, 10);
        assertEquals(2, connections.size());
        assertTrue(connections.getFirst().closed);
        assertEquals(List.of(OTHER_VIDEO, AUDIO), last().tracks);
        assertEquals(1, only().attempt());
        assertEquals(List.of(), only().errors());
    }

    @Test
    void push_publisherGone_waitsUntilOneComes() throws Exception {
        Publisher first = rig.publish(VIDEO);
        apply(PUSH);
        pictures(first, 0, 5);
        last().accept();
        executor.runAll();
        advance(11_000);
        assertTrue(last().closed);
        assertEquals(PushStatus.STARTING, only().status());
        assertEquals(1, connections.size());
    }

    @Test
    void apply_changes_touchOnlyWhatTheyName() throws Exception {
        PushSettings other = PushSettings.to(PushUrl.parse("rtmp://far/live/other"));
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH, other);
        pictures(publisher, 0, 5);
        connections.forEach(Connection::accept);
        executor.runAll();
        apply(PUSH.withLimit(3));
        pictures(publisher, 5, 10);
        assertEquals(2, connections.size());
        for (Connection connection : connections) {
            assertEquals(!connection.url.equals(URL), connection.closed);
        }
        assertEquals(PushStatus.ACTIVE, only().status());
        apply();
        assertEquals(List.of(), pushes.snapshots());
        assertEquals(-1, gauge());
    }

    @Test
    void close_activePush_endsIt() throws Exception {
        Publisher publisher = rig.publish(VIDEO);
        apply(PUSH);
        pictures(publisher, 0, 5);
        last().accept();
        executor.runAll();
        pushes.close();
        executor.runAll();
        assertTrue(last().closed);
    }
}
