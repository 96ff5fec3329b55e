package io.millrace.rtmp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.rtmp.TestClient.Received;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.RefusedException;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions over real sockets, against fakes of the stream. */
@Timeout(60)
final class RtmpServerTest {
    private static final RtmpTimeouts SHORT =
            new RtmpTimeouts(
                    Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300));

    private final Counters counters = new Counters();
    private final FakePublishing publishing = new FakePublishing();

    static RtmpSettings settings() {
        return RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private RtmpServer server() throws Exception {
        return RtmpServer.start(settings(), RtmpServer.Roles.publishingTo(publishing), counters);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void connect_answer_isThatOfRealServers() throws Exception {
        try (RtmpServer server = server();
                TestClient client = new TestClient(server)) {
            client.shakeHands();
            client.command(
                    0,
                    "connect",
                    new AmfObject(
                            Map.of(
                                    "app", AmfValue.of("live"),
                                    "objectEncoding", AmfValue.of(3))));
            assertEquals(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, client.next().type());
            assertEquals(MessageType.SET_PEER_BANDWIDTH, client.next().type());
            Received result = client.next();
            assertEquals("NetConnection.Connect.Success", result.code());
            assertEquals(
                    AmfValue.of(3), result.values().getLast().asMembers().get("objectEncoding"));
            assertEquals(AmfValue.of(31), result.values().get(2).asMembers().get("capabilities"));
        }
    }

    @Test
    void connection_behindProxy_isOfThePeerThatItTells() throws Exception {
        BlockingQueue<InetSocketAddress> entered = new LinkedBlockingQueue<>();
        RtmpSecurity security =
                RtmpSecurity.standard()
                        .with(peer -> {
                            entered.add(peer);
                            return Optional.of(() -> {});
                        })
                        .withProxies(InetAddress::isLoopbackAddress);
        RtmpServer.Roles roles = RtmpServer.Roles.publishingTo(publishing);
        try (RtmpServer server = RtmpServer.start(settings().with(security), roles, counters);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            ByteArrayOutputStream start = new ByteArrayOutputStream();
            start.writeBytes("PROXY TCP4 10.9.8.7 127.0.0.1 50000 1935\r\n".getBytes(US_ASCII));
            start.write(3);
            start.writeBytes(new byte[1_536]);
            socket.getOutputStream().write(start.toByteArray());
            assertEquals(3, socket.getInputStream().read());
            InetSocketAddress told =
                    new InetSocketAddress(InetAddress.ofLiteral("10.9.8.7"), 50_000);
            assertEquals(told, take(entered));
        }
    }

    @Test
    void connect_secondTime_isRefused() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.command(0, "connect", new AmfObject(Map.of()));
            assertEquals("Already connected", client.awaitCommand("_error").description());
        }
    }

    @Test
    void createStream_outOfOrder_isRefused() throws Exception {
        try (RtmpServer server = server();
                TestClient early = new TestClient(server);
                TestClient twice = TestClient.connected(server, "live")) {
            early.shakeHands();
            early.command(0, "createStream", new AmfNull());
            assertEquals("Not Connected", early.awaitCommand("_error").description());
            twice.command(0, "createStream", new AmfNull());
            assertEquals("Stream Already Created", twice.awaitCommand("_error").description());
        }
    }

    @Test
    void publish_onStream0_asClientsWithoutTransactionsDo_isTaken() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.command(0, "publish", new AmfNull(), AmfValue.of("cam"));
            client.awaitStatus("NetStream.Publish.Start");
        }
    }

    @Test
    void publish_withoutStream_getsAStatus() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.command(7, "publish", new AmfNull(), AmfValue.of("cam"));
            assertEquals(
                    "message stream 7 is not created",
                    client.awaitStatus("NetStream.Publish.Failed").description());
            client.command(1, "deleteStream", new AmfNull(), AmfValue.of(1));
            client.command(1, "publish", new AmfNull(), AmfValue.of("cam"));
            assertEquals(
                    "createStream comes first",
                    client.awaitStatus("NetStream.Publish.Failed").description());
        }
    }

    @Test
    void otherCommands_answered_orIgnored() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.command(0, "fooBar", new AmfNull());
            client.command(0, "getStreamLength", new AmfNull(), AmfValue.of("cam"));
            assertEquals(AmfValue.of(0), client.awaitCommand("_result").values().getLast());
            client.command(0, "FCSubscribe", new AmfNull(), AmfValue.of("cam"));
            assertEquals("NetStream.Play.Start", client.awaitCommand("onFCSubscribe").code());
            client.command(1, "seek", new AmfNull(), AmfValue.of(0));
            client.awaitStatus("NetStream.Seek.Failed");
            client.message(MessageType.USER_CONTROL, 0, 0, new byte[] {0, 6, 1, 2, 3, 4});
            Received pong = client.await(m -> m.type() == MessageType.USER_CONTROL);
            assertArrayEquals(new byte[] {0, 7, 1, 2, 3, 4}, pong.payload());
        }
    }

    @Test
    void publish_units_arriveAsSent() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.publish("cam?user=me");
            assertEquals("live/cam", take(publishing.requests).path().value());
            client.configuration(TestMedia.VIDEO);
            client.configuration(TestMedia.AUDIO);
            for (int i = 0; i < 20; i++) {
                client.unit(TestMedia.VIDEO, TestMedia.picture(i, 500));
            }
            assertEquals(2, take(publishing.descriptions).size());
            for (int i = 0; i < 20; i++) {
                Unit unit = take(publishing.units);
                Unit sent = TestMedia.picture(i, 500);
                assertArrayEquals(sent.payload(), unit.payload());
                assertEquals(sent.ptsTicks(), unit.ptsTicks());
                assertEquals(sent.dtsTicks(), unit.dtsTicks());
                assertEquals(sent.randomAccess(), unit.randomAccess());
            }
            client.command(1, "FCUnpublish", new AmfNull(), AmfValue.of("cam"));
            client.awaitStatus("NetStream.Unpublish.Success");
            assertEquals(EndReason.Kind.PEER_LEFT, take(publishing.closes).kind());
            client.publish("again");
            assertEquals("live/again", take(publishing.requests).path().value());
        }
        assertNotNull(take(publishing.closes));
    }

    @Test
    void publish_aggregateMessage_isTakenApart() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.publish("cam");
            client.metadata(Map.of("videocodecid", AmfValue.of(7)));
            client.configuration(TestMedia.VIDEO);
            io.netty.buffer.ByteBuf parts = io.netty.buffer.Unpooled.buffer();
            for (int i = 0; i < 3; i++) {
                byte[] body = TestMedia.body(TestMedia.VIDEO, TestMedia.picture(i, 50));
                parts.writeByte(9).writeMedium(body.length).writeMedium(i * 40).writeInt(0);
                parts.writeBytes(body).writeInt(body.length + 11);
            }
            client.message(
                    MessageType.AGGREGATE, 1, 1000, io.netty.buffer.ByteBufUtil.getBytes(parts));
            for (int i = 0; i < 3; i++) {
                assertEquals(90_000 + i * 3600L, take(publishing.units).dtsTicks());
            }
        }
    }

    @Test
    void publish_timestampsOver32Bits_goOn() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.publish("cam");
            client.metadata(Map.of("videocodecid", AmfValue.of(7)));
            client.configuration(TestMedia.VIDEO);
            byte[] body = TestMedia.body(TestMedia.VIDEO, TestMedia.picture(0, 50));
            client.message(MessageType.VIDEO, 1, 0xFFFF_FFF0L, body);
            client.message(MessageType.VIDEO, 1, 0x18, body);
            long first = take(publishing.units).dtsTicks();
            assertEquals(40 * 90, take(publishing.units).dtsTicks() - first);
        }
    }

    @Test
    void publish_badName_isRefusedWithTheReason() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.command(1, "publish", new AmfNull(), AmfValue.of("what is this"));
            assertTrue(
                    client.awaitStatus("NetStream.Publish.BadName")
                            .description()
                            .contains("letters, digits"));
            client.awaitClose();
        }
    }

    @Test
    void publish_refused_getsTheReason() throws Exception {
        CompletableFuture<Void> refusal = new CompletableFuture<>();
        FakePublishing refusing = new FakePublishing(refusal);
        try (RtmpServer server =
                        RtmpServer.start(
                                settings(), RtmpServer.Roles.publishingTo(refusing), counters);
                TestClient client = TestClient.connected(server, "live")) {
            client.command(1, "publish", new AmfNull(), AmfValue.of("cam"));
            client.configuration(TestMedia.VIDEO);
            take(refusing.requests);
            refusal.completeExceptionally(
                    new RefusedException(RefusedException.Cause.BUSY, "path is taken"));
            assertEquals(
                    "path is taken", client.awaitStatus("NetStream.Publish.BadName").description());
            client.awaitClose();
        }
    }

    @Test
    void publish_mediaBeforeTheGrant_followsIt() throws Exception {
        CompletableFuture<Void> grant = new CompletableFuture<>();
        FakePublishing slow = new FakePublishing(grant);
        try (RtmpServer server =
                        RtmpServer.start(
                                settings(), RtmpServer.Roles.publishingTo(slow), counters);
                TestClient client = TestClient.connected(server, "live")) {
            client.command(1, "publish", new AmfNull(), AmfValue.of("cam"));
            client.metadata(Map.of("videocodecid", AmfValue.of(7)));
            client.configuration(TestMedia.VIDEO);
            client.unit(TestMedia.VIDEO, TestMedia.picture(0, 50));
            take(slow.requests);
            grant.complete(null);
            client.awaitStatus("NetStream.Publish.Start");
            assertEquals(0, take(slow.units).dtsTicks());
        }
    }

    @Test
    void publish_grantedAfterThePeerLeft_isGivenBack() throws Exception {
        CompletableFuture<Void> grant = new CompletableFuture<>();
        FakePublishing slow = new FakePublishing(grant);
        try (RtmpServer server =
                RtmpServer.start(
                        settings().with(SHORT), RtmpServer.Roles.publishingTo(slow), counters)) {
            try (TestClient client = TestClient.connected(server, "live")) {
                client.command(1, "publish", new AmfNull(), AmfValue.of("cam"));
                take(slow.requests);
                client.awaitClose();
            }
            grant.complete(null);
            assertEquals(EndReason.Kind.PEER_LEFT, take(slow.closes).kind());
        }
    }

    @Test
    void publish_endedByUs_tellsThePeerAndCloses() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.publish("cam");
            take(publishing.ends).accept(EndReason.of(EndReason.Kind.KICKED, "an operator did"));
            assertEquals(
                    "an operator did",
                    client.awaitStatus("NetStream.Publish.Failed").description());
            client.awaitClose();
        }
    }

    @Test
    void publish_unknownCodecOnly_isRefused() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.publish("cam");
            client.metadata(Map.of("videocodecid", AmfValue.of(2)));
            client.message(MessageType.VIDEO, 1, 0, new byte[] {0x12, 0, 0, 0, 0});
            assertTrue(
                    client.awaitStatus("NetStream.Publish.Failed").description().contains("H.263"));
            client.awaitClose();
        }
    }

    @Test
    void play_withoutThatRole_isRefused() throws Exception {
        try (RtmpServer server = server();
                TestClient client = TestClient.connected(server, "live")) {
            client.command(1, "play", new AmfNull(), AmfValue.of("cam"));
            assertTrue(
                    client.awaitStatus("NetStream.Play.Failed")
                            .description()
                            .contains("publishing only"));
            client.awaitClose();
        }
    }

    @Test
    void idlePeers_areClosedAndCounted() throws Exception {
        try (RtmpServer server =
                RtmpServer.start(
                        settings().with(SHORT),
                        RtmpServer.Roles.publishingTo(publishing),
                        counters)) {
            try (TestClient mute = new TestClient(server);
                    TestClient idle = TestClient.connected(server, "live");
                    TestClient silent = TestClient.connected(server, "live")) {
                silent.publish("cam");
                mute.awaitClose();
                idle.awaitClose();
                silent.awaitClose();
            }
            take(publishing.closes);
        }
        assertEquals(2, closed("no-publish-or-play"));
        assertEquals(1, closed("silent-publisher"));
    }

    @Test
    void garbage_closesTheConnection() throws Exception {
        try (RtmpServer server = server();
                TestClient http = new TestClient(server);
                TestClient broken = TestClient.connected(server, "live")) {
            http.send(
                    "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            http.awaitClose();
            broken.send(new byte[] {(byte) 0xFF, 0, 0, 0, 0});
            broken.awaitClose();
        }
        assertEquals(2, closed("protocol-error"));
    }

    private long closed(String reason) {
        return counters.counter("rtmp_connections_closed", "reason", reason).sum();
    }
}
