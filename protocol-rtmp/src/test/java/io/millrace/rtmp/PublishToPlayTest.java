package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.TestClient.Received;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfBoolean;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.stream.Counters;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers and players on real sockets, through a log in memory. */
@Timeout(60)
final class PublishToPlayTest {
    private static final long GRACE_MILLIS = 700;

    private final Counters counters = new Counters();
    private final ThreadTicker ticker = new ThreadTicker();
    private final MemoryStreamLog log = new MemoryStreamLog();
    private final LogPublishing publishing =
            new LogPublishing(
                    log,
                    new MemoryLeases(),
                    PublishSettings.defaults(),
                    counters,
                    InstantSource.system(),
                    ticker);
    private final LogReading reading =
            new LogReading(
                    log,
                    new ReadSettings(16 << 20, GRACE_MILLIS, 30_000, 5_000),
                    counters,
                    InstantSource.system(),
                    ticker);
    private RtmpServer server = start(RtmpServerTest.settings());

    private RtmpServer start(RtmpSettings settings) {
        try {
            return RtmpServer.start(settings, RtmpServer.Roles.of(publishing, reading), counters);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void nothingOpen() {
        assertEquals(0, server.connections());
    }

    @AfterEach
    void stop() {
        server.close();
        publishing.close();
        reading.close();
        log.close();
        ticker.close();
    }

    private TestClient publisher() throws Exception {
        TestClient client = TestClient.connected(server, "live");
        client.publish("cam");
        client.configuration(TestMedia.VIDEO);
        client.configuration(TestMedia.AUDIO);
        return client;
    }

    private static void pictures(TestClient publisher, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            publisher.unit(TestMedia.VIDEO, TestMedia.picture(i, 700));
            publisher.unit(TestMedia.AUDIO, TestMedia.sound(i));
        }
    }

    /** Plays once the path is there, which is a moment after its first picture was sent. */
    private TestClient player() throws Exception {
        while (true) {
            TestClient client = TestClient.connected(server, "live");
            client.command(1, "play", new AmfNull(), AmfValue.of("cam"));
            String code = client.awaitCommand("onStatus").code();
            if (!code.equals("NetStream.Play.StreamNotFound")) {
                assertEquals("NetStream.Play.Reset", code);
                return client;
            }
            client.close();
        }
    }

    private static Received next(TestClient client, int type) throws Exception {
        return client.await(message -> message.type() == type);
    }

    private static void expectConfiguration(TestClient player, Track track, int type)
            throws Exception {
        assertArrayEquals(TestMedia.configuration(track), next(player, type).payload());
    }

    @Test
    void play_publishedPath_givesHeadersThenAllUnits() throws Exception {
        try (TestClient publisher = publisher()) {
            pictures(publisher, 0, 5);
            try (TestClient player = player()) {
                player.awaitStatus("NetStream.Play.Start");
                Received metadata =
                        player.await(message ->
                                message.type() == MessageType.DATA_AMF0
                                        && startsWith(message, "onMetaData"));
                assertEquals(
                        AmfValue.of(44_100),
                        metadata.values().getLast().asMembers().get("audiosamplerate"));
                expectConfiguration(player, TestMedia.VIDEO, MessageType.VIDEO);
                expectConfiguration(player, TestMedia.AUDIO, MessageType.AUDIO);
                pictures(publisher, 5, 40);
                long shift = -1;
                for (int i = 0; i < 35; i++) {
                    Unit sent = TestMedia.picture(i, 700);
                    Received got = next(player, MessageType.VIDEO);
                    assertArrayEquals(TestMedia.body(TestMedia.VIDEO, sent), got.payload());
                    shift = shift < 0 ? got.timestampMillis() : shift;
                    assertEquals(shift + i * 40L, got.timestampMillis());
                }
            }
        }
    }

    private static boolean startsWith(Received message, String name) {
        try {
            return message.values().getFirst().equals(AmfValue.of(name));
        } catch (io.millrace.rtmp.wire.RtmpProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void play_unknownPath_isNotFound() throws Exception {
        try (TestClient client = TestClient.connected(server, "live")) {
            client.command(1, "play", new AmfNull(), AmfValue.of("nobody"));
            assertTrue(
                    client.awaitStatus("NetStream.Play.StreamNotFound")
                            .description()
                            .contains("live/nobody"));
            client.awaitClose();
        }
    }

    @Test
    void play_publisherGone_endsAfterTheGrace() throws Exception {
        try (TestClient publisher = publisher()) {
            pictures(publisher, 0, 5);
            try (TestClient player = player()) {
                publisher.command(1, "deleteStream", new AmfNull(), AmfValue.of(1));
                player.awaitStatus("NetStream.Play.UnpublishNotify");
                player.awaitClose();
            }
        }
    }

    @Test
    void play_pausedAndResumed_goesOn() throws Exception {
        try (TestClient publisher = publisher()) {
            pictures(publisher, 0, 5);
            try (TestClient player = player()) {
                next(player, MessageType.VIDEO);
                player.command(1, "pause", new AmfNull(), new AmfBoolean(true));
                player.awaitStatus("NetStream.Pause.Notify");
                pictures(publisher, 5, 20);
                player.command(1, "pause", new AmfNull(), new AmfBoolean(false));
                player.awaitStatus("NetStream.Unpause.Notify");
                next(player, MessageType.VIDEO);
            }
        }
    }

    @Test
    void play_formatChange_bringsNewHeadersFirst() throws Exception {
        try (TestClient publisher = publisher()) {
            pictures(publisher, 0, 5);
            try (TestClient player = player()) {
                expectConfiguration(player, TestMedia.VIDEO, MessageType.VIDEO);
                expectConfiguration(player, TestMedia.AUDIO, MessageType.AUDIO);
                Track other = new Track(TestMedia.AUDIO.id(), TestMedia.aac("1208"));
                publisher.configuration(other);
                pictures(publisher, 5, 12);
                byte[] header = TestMedia.configuration(other);
                player.await(message -> java.util.Arrays.equals(header, message.payload()));
                Received first = next(player, MessageType.VIDEO);
                assertArrayEquals(TestMedia.configuration(TestMedia.VIDEO), configurationOr(first));
            }
        }
    }

    /** The video header is sent again beside the changed audio one, before or after it. */
    private static byte[] configurationOr(Received message) {
        return message.payload()[1] == 0
                ? message.payload()
                : TestMedia.configuration(TestMedia.VIDEO);
    }

    @Test
    void play_peerThatTakesNothing_isClosedAndOthersGoOn() throws Exception {
        RtmpTimeouts timeouts =
                new RtmpTimeouts(
                        Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(300));
        server.close();
        server = start(RtmpServerTest.settings().with(timeouts));
        try (TestClient publisher = publisher()) {
            pictures(publisher, 0, 5);
            try (TestClient stalled = player();
                    TestClient good = player()) {
                int sent = 10;
                while (counters.counter("rtmp_connections_closed", "reason", "stalled-peer").sum()
                        == 0) {
                    publisher.unit(TestMedia.VIDEO, TestMedia.picture(sent, 100_000));
                    next(good, MessageType.VIDEO);
                    sent++;
                }
                publisher.unit(TestMedia.VIDEO, TestMedia.picture(sent, 100));
                next(good, MessageType.VIDEO);
                stalled.awaitClose();
            }
        }
    }
}
