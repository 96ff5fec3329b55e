package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.ControlPacket.Shutdown;
import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.PeerAddress;
import io.millrace.srt.wire.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running server against callers that repeat themselves, and against damaged handshakes. */
@Timeout(60)
class HandshakeStormTest {
    private static final SrtSettings SETTINGS = SrtSettings.DEFAULT;
    private static final int SOCKET_ID = 4711;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int CONTENT_OFFSET = 16;

    private final BlockingQueue<SrtRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<SrtConnection> closed = new LinkedBlockingQueue<>();

    @AutoClose
    private final SrtServer server =
            SrtServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    SETTINGS,
                    requests::add);

    @AutoClose private final DatagramSocket socket = new DatagramSocket();

    HandshakeStormTest() throws Exception {}

    private final class Peer implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {}

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            closed.add(connection);
        }
    }

    @BeforeEach
    void limitWaits() throws Exception {
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    private static byte[] handshake(int version, int type, int cookie, String streamId) {
        boolean conclusion = type == HandshakeContent.CONCLUSION && version == 5;
        HandshakeContent content =
                new HandshakeContent(
                        version,
                        0,
                        conclusion
                                ? HandshakeContent.HAS_HANDSHAKE_REQUEST
                                        | HandshakeContent.HAS_CONFIGURATION
                                : HandshakeContent.UDT_DATAGRAM,
                        1_000,
                        1500,
                        8192,
                        type,
                        SOCKET_ID,
                        cookie,
                        PeerAddress.NONE,
                        conclusion
                                ? List.of(
                                        new Capabilities(false, 0x010501, 0x3F, 120, 120),
                                        new StreamId(streamId))
                                : List.of());
        ByteBuf out = Unpooled.buffer();
        PacketCodec.write(new Handshake(77, 0, content), out);
        return ByteBufUtil.getBytes(out);
    }

    private void send(byte[] datagram) throws Exception {
        socket.send(new DatagramPacket(datagram, datagram.length, server.localAddress()));
    }

    private byte[] receive() throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** The next handshake; a connection's other packets are passed over. */
    private HandshakeContent receiveHandshake() throws Exception {
        while (true) {
            var packet = PacketCodec.parse(Unpooled.wrappedBuffer(receive()));
            if (packet instanceof Handshake handshake) {
                return handshake.content();
            }
        }
    }

    private int cookie() throws Exception {
        send(handshake(4, HandshakeContent.INDUCTION, 0, ""));
        HandshakeContent answer = receiveHandshake();
        assertEquals(HandshakeContent.SRT_MAGIC, answer.extensionField());
        return answer.cookie();
    }

    private SrtRequest nextRequest() throws Exception {
        return assertInstanceOf(
                SrtRequest.class, requests.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void awaitRepeated(long count) throws Exception {
        while (server.counters().repeatedHandshakes() < count) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void conclusion_repeated_isOneRequestAndOneConnectionWithOneAnswer() throws Exception {
        byte[] conclusion = handshake(5, HandshakeContent.CONCLUSION, cookie(), "read:cam1");
        for (int repeat = 0; repeat < 4; repeat++) {
            send(conclusion);
        }
        SrtRequest request = nextRequest();
        awaitRepeated(3);
        request.accept(SETTINGS, new Peer());
        HandshakeContent first = receiveHandshake();
        send(conclusion);
        assertEquals(first, receiveHandshake());
        assertEquals(1, server.counters().accepted());
        assertEquals(0, requests.size());
    }

    @Test
    void conclusion_delayedUntilTheConnectionHasEnded_beginsNothing() throws Exception {
        byte[] conclusion = handshake(5, HandshakeContent.CONCLUSION, cookie(), "publish:cam1");
        send(conclusion);
        nextRequest().accept(SETTINGS, new Peer());
        int socketId = receiveHandshake().socketId();
        ByteBuf shutdown = Unpooled.buffer();
        PacketCodec.write(new Shutdown(0, socketId), shutdown);
        send(ByteBufUtil.getBytes(shutdown));
        assertInstanceOf(SrtConnection.class, closed.poll(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
        send(conclusion);
        awaitRepeated(1);
        assertEquals(0, requests.size());
        assertEquals(1, server.counters().accepted());
    }

    @Test
    void conclusion_refused_hearsTheSameCodeAgain() throws Exception {
        byte[] conclusion = handshake(5, HandshakeContent.CONCLUSION, cookie(), "read:none");
        send(conclusion);
        nextRequest().reject(Rejection.NOT_FOUND);
        HandshakeContent first = receiveHandshake();
        send(conclusion);
        assertEquals(first, receiveHandshake());
        assertEquals(2404, first.type());
        assertEquals(Rejection.NOT_FOUND, first.rejection().orElseThrow());
        assertEquals(0, requests.size());
    }

    @Test
    void conclusion_ofVersion4_isRefusedWithTheVersionCode() throws Exception {
        send(handshake(4, HandshakeContent.CONCLUSION, cookie(), ""));
        assertEquals(Rejection.VERSION, receiveHandshake().rejection().orElseThrow());
    }

    @Test
    void streamId_of512Bytes_isTakenAndALongerOneIsMalformed() throws Exception {
        int cookie = cookie();
        String longest = "s".repeat(512);
        byte[] conclusion = handshake(5, HandshakeContent.CONCLUSION, cookie, longest);
        byte[] tooLong = Arrays.copyOf(conclusion, conclusion.length + 4);
        tooLong[CONTENT_OFFSET + 48 + 16 + 3]++;
        send(tooLong);
        send(conclusion);
        assertEquals(longest, nextRequest().streamId());
        assertEquals(1, server.counters().malformedDatagrams());
        assertEquals(0, requests.size());
    }

    /** Most carry no right cookie; those that do are at most as many requests as callers. */
    @Test
    void damagedHandshakes_byTensOfThousands_leaveNothingBehind() throws Exception {
        Random random = new Random(11);
        byte[] induction = handshake(4, HandshakeContent.INDUCTION, 0, "");
        byte[] conclusion = handshake(5, HandshakeContent.CONCLUSION, cookie(), "read:cam1");
        byte[] forged = handshake(5, HandshakeContent.CONCLUSION, 1, "read:cam1");
        storm(random, 2_000, induction, conclusion, forged);
        long before = usedBytes();
        storm(random, 30_000, induction, forged, conclusion);
        long grown = usedBytes() - before;
        assertTrue(grown < 24 << 20, "grown by " + grown);
        assertTrue(server.counters().malformedDatagrams() > 0);
        assertTrue(server.counters().strayDatagrams() > 0);
        requests.clear();
        normalCallIsServed();
    }

    private void storm(Random random, int datagrams, byte[]... originals) throws Exception {
        for (int count = 0; count < datagrams; count++) {
            byte[] original = originals[random.nextInt(originals.length)];
            byte[] bytes = Arrays.copyOf(original, original.length - random.nextInt(3) * 4);
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            send(bytes);
        }
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void normalCallIsServed() throws Exception {
        try (SrtClient client = new SrtClient()) {
            var call =
                    client.connect(
                                    new SrtClient.Target(
                                            server.localAddress(), "normal", TIMEOUT_MILLIS),
                                    SETTINGS,
                                    new Peer())
                            .toCompletableFuture();
            SrtRequest request = nextRequest();
            while (!request.streamId().equals("normal")) {
                request = nextRequest();
            }
            request.accept(SETTINGS, new Peer());
            SrtConnection connection = call.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            assertEquals("normal", connection.streamId());
            assertArrayEquals(
                    new int[] {120, 120},
                    new int[] {
                        connection.negotiated().receiveLatencyMillis(),
                        connection.negotiated().sendLatencyMillis()
                    });
        }
    }
}
