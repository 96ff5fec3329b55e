package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.rtmp.TestClient.Received;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.wire.ChunkLimits;
import io.millrace.rtmp.wire.MessageType;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Windows of acknowledgement (RTMP 1.0, sections 5.4.3 to 5.4.5), both ways. */
@Timeout(60)
final class AcknowledgementTest {
    private static final int WINDOW_BYTES = 5_000;
    private static final int PICTURE_BYTES = 2_000;
    private static final int PICTURES = 40;

    private final MemoryPaths paths = new MemoryPaths(20_000);
    private RtmpServer server;

    @BeforeEach
    void start() throws Exception {
        RtmpSettings settings =
                new RtmpSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        65_536,
                        WINDOW_BYTES,
                        ChunkLimits.defaults(),
                        RtmpTimeouts.defaults(),
                        RtmpSecurity.standard());
        server =
                RtmpServer.start(
                        settings,
                        RtmpServer.Roles.of(paths.publishing, paths.reading),
                        paths.counters);
    }

    @AfterEach
    void stop() {
        server.close();
        paths.close();
    }

    private static byte[] number(int value) {
        return Unpooled.buffer(4).writeInt(value).array();
    }

    private static void publish(TestClient publisher) throws Exception {
        publisher.publish("cam");
        publisher.configuration(TestMedia.VIDEO);
        publisher.configuration(TestMedia.AUDIO);
    }

    /** Plays once the path is there, which is a moment after its first picture was sent. */
    private TestClient player() throws Exception {
        while (true) {
            TestClient client = TestClient.connected(server, "live");
            client.command(1, "play", new AmfNull(), AmfValue.of("cam"));
            if (!client.awaitCommand("onStatus").code().equals("NetStream.Play.StreamNotFound")) {
                return client;
            }
            client.close();
        }
    }

    private static void picture(TestClient publisher, int index) throws Exception {
        publisher.unit(TestMedia.VIDEO, TestMedia.picture(index, PICTURE_BYTES));
    }

    @Test
    void publisher_namingAWindow_isAcknowledgedOnceAWindow() throws Exception {
        try (TestClient publisher = TestClient.connected(server, "live")) {
            publisher.message(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 0, 0, number(WINDOW_BYTES));
            publish(publisher);
            long acknowledged = 0;
            for (int i = 0; i < PICTURES; i++) {
                picture(publisher, i);
                if (i % 3 == 2) {
                    Received next =
                            publisher.await(
                                    message -> message.type() == MessageType.ACKNOWLEDGEMENT);
                    long bytes = Unpooled.wrappedBuffer(next.payload()).readUnsignedInt();
                    assertTrue(bytes - acknowledged >= WINDOW_BYTES, "after " + acknowledged);
                    acknowledged = bytes;
                }
            }
            assertTrue(acknowledged > PICTURES * PICTURE_BYTES / 2, "at last " + acknowledged);
        }
    }

    @Test
    void peer_thatLimitsUs_isToldTheWindowThatWeKeep() throws Exception {
        try (TestClient client = TestClient.connected(server, "live")) {
            byte[] limit = Unpooled.buffer(5).writeInt(7_777).writeByte(2).array();
            client.message(MessageType.SET_PEER_BANDWIDTH, 0, 0, limit);
            Received answer =
                    client.await(
                            message -> message.type() == MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE);
            assertArrayEquals(number(7_777), answer.payload());
        }
    }

    /** Many players never acknowledge: what bounds the bytes under way is TCP. */
    @Test
    void player_thatNeverAcknowledges_getsManyWindows() throws Exception {
        try (TestClient publisher = TestClient.connected(server, "live")) {
            publish(publisher);
            picture(publisher, 0);
            try (TestClient player = player()) {
                for (int i = 0; i < PICTURES; i++) {
                    Unit sent = TestMedia.picture(i, PICTURE_BYTES);
                    if (i > 0) {
                        picture(publisher, i);
                    }
                    byte[] body = TestMedia.body(TestMedia.VIDEO, sent);
                    Received got =
                            player.await(message ->
                                    message.type() == MessageType.VIDEO
                                            && message.payload()[1] != 0);
                    assertArrayEquals(body, got.payload());
                }
            }
        }
        assertEquals(
                0,
                paths.counters.counter("rtmp_connections_closed", "reason", "stalled-peer").sum());
    }
}
