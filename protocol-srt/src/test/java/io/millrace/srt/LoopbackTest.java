package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Bandwidth;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.wire.Rejection;
import io.millrace.testkit.net.Impairment;
import io.millrace.testkit.net.LossyUdpProxy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our caller and our listener over real sockets. */
@Timeout(60)
class LoopbackTest {
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT.withLatencyMillis(300).withLingerMillis(3_000);
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @AutoClose private final SrtClient client = new SrtClient();

    /** Gathers bytes up to a number, and the end. */
    private static final class Sink implements SrtConnectionHandler {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int wanted;
        final CompletableFuture<SrtConnection> connected = new CompletableFuture<>();
        final CompletableFuture<byte[]> complete = new CompletableFuture<>();
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

        Sink(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void onConnected(SrtConnection connection) {
            connected.complete(connection);
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            try {
                message.readBytes(bytes, message.readableBytes());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } finally {
                message.release();
            }
            if (bytes.size() >= wanted) {
                complete.complete(bytes.toByteArray());
            }
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            closed.complete(reason);
        }
    }

    private static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private SrtConnection call(InetSocketAddress address, SrtSettings settings, Sink sink)
            throws Exception {
        return client.connect(SrtClient.Target.of(address, "publish:cam1"), settings, sink)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static byte[] transfer(SrtConnection connection, Sink sink, byte[] bytes)
            throws Exception {
        for (int position = 0; position < bytes.length; position += 10_000) {
            int size = Math.min(10_000, bytes.length - position);
            connection.send(Unpooled.copiedBuffer(bytes, position, size));
        }
        return sink.complete.get(20, TimeUnit.SECONDS);
    }

    @Test
    void publish_encryptedThroughALineThatLosesFivePercent_arrivesWhole() throws Exception {
        SrtSettings settings =
                SETTINGS.withEncryption(Encryption.of("correct horse", 32))
                        .withLatencyMillis(900)
                        .withBandwidth(new Bandwidth(3_000_000, 0, 25));
        byte[] bytes = randomBytes(1_000_000);
        Sink sink = new Sink(bytes.length);
        try (SrtServer server =
                        SrtServer.start(
                                ANY_PORT, settings, request -> request.accept(settings, sink));
                LossyUdpProxy line =
                        LossyUdpProxy.start(
                                server.localAddress(), Impairment.NONE.withLoss(0.05), 7)) {
            SrtConnection connection = call(line.address(), settings, new Sink(1));
            assertArrayEquals(bytes, transfer(connection, sink, bytes));
            connection.close();
            sink.closed.get(10, TimeUnit.SECONDS);
            assertTrue(
                    connection.statistics().toCompletableFuture().get().pktRetrans() > 0,
                    "something was lost");
        }
    }

    @Test
    void read_fromTheListener_arrivesWhole() throws Exception {
        byte[] bytes = randomBytes(300_000);
        Sink sink = new Sink(bytes.length);
        Sink serverSink = new Sink(1);
        try (SrtServer server =
                SrtServer.start(
                        ANY_PORT, SETTINGS, request -> request.accept(SETTINGS, serverSink))) {
            SrtConnection reader = call(server.localAddress(), SETTINGS, sink);
            SrtConnection connection = serverSink.connected.get(5, TimeUnit.SECONDS);
            assertEquals("publish:cam1", connection.streamId());
            assertArrayEquals(bytes, transfer(connection, sink, bytes));
            reader.close();
            assertEquals(CloseReason.PEER_SHUTDOWN, serverSink.closed.get(5, TimeUnit.SECONDS));
            assertEquals(CloseReason.LOCAL, sink.closed.get(5, TimeUnit.SECONDS));
        }
    }

    private Rejection refusal(InetSocketAddress address, SrtSettings settings) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> call(address, settings, new Sink(1)));
        return assertInstanceOf(SrtRejectedException.class, failure.getCause()).rejection();
    }

    @Test
    void caller_refused_hearsTheCode() throws Exception {
        SrtSettings secret = SETTINGS.withEncryption(Encryption.of("correct horse", 16));
        SrtSettings wrong = SETTINGS.withEncryption(Encryption.of("wrong horse!", 16));
        try (SrtServer server =
                        SrtServer.start(
                                ANY_PORT,
                                SETTINGS,
                                request -> request.reject(Rejection.NOT_FOUND));
                SrtServer secretServer =
                        SrtServer.start(
                                ANY_PORT, secret, request -> request.accept(secret, new Sink(1)))) {
            assertEquals(Rejection.NOT_FOUND, refusal(server.localAddress(), SETTINGS));
            assertEquals(Rejection.BAD_SECRET, refusal(secretServer.localAddress(), wrong));
            assertEquals(Rejection.UNSECURE, refusal(secretServer.localAddress(), SETTINGS));
            assertEquals(2, secretServer.counters().refused());
        }
    }

    @Test
    void manyCallers_onOnePort_areToldApart() throws Exception {
        Map<InetSocketAddress, Sink> sinks = new ConcurrentHashMap<>();
        try (SrtServer server =
                SrtServer.start(
                        ANY_PORT,
                        SETTINGS,
                        request -> {
                            Sink sink = new Sink(1);
                            sinks.put(request.remoteAddress(), sink);
                            request.accept(SETTINGS, sink);
                        })) {
            List<SrtCaller> callers = new ArrayList<>();
            for (int caller = 0; caller < 50; caller++) {
                callers.add(client.open(ANY_PORT).toCompletableFuture().get(5, TimeUnit.SECONDS));
                callers.get(caller)
                        .connect(
                                SrtClient.Target.of(server.localAddress(), ""),
                                SETTINGS,
                                new Sink(1))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .send(Unpooled.copiedBuffer(new byte[] {(byte) caller}));
            }
            Set<EventExecutor> loops = new HashSet<>();
            for (int caller = 0; caller < 50; caller++) {
                Sink sink = find(sinks, callers.get(caller).localAddress());
                byte[] received = sink.complete.get(10, TimeUnit.SECONDS);
                assertArrayEquals(new byte[] {(byte) caller}, received);
                loops.add(sink.connected.join().executor());
            }
            assertEquals(50, server.counters().accepted());
            assertEquals(expectedLoops(), loops.size(), "connections spread over event loops");
        }
    }

    private static <K> Sink find(Map<K, Sink> sinks, K key) {
        return Objects.requireNonNull(sinks.get(key), () -> "nobody called as " + key);
    }

    private static int expectedLoops() {
        return Epoll.isAvailable() ? Runtime.getRuntime().availableProcessors() : 1;
    }

    @Test
    void calls_fromOnePort_areToldApartAndEndAlone() throws Exception {
        Map<String, Sink> sinks = new ConcurrentHashMap<>();
        try (SrtServer server =
                        SrtServer.start(
                                ANY_PORT,
                                SETTINGS,
                                request -> {
                                    Sink sink = new Sink(4);
                                    sinks.put(request.streamId(), sink);
                                    request.accept(SETTINGS, sink);
                                });
                SrtCaller caller =
                        client.open(ANY_PORT).toCompletableFuture().get(5, TimeUnit.SECONDS)) {
            List<SrtConnection> calls = new ArrayList<>();
            for (String name : List.of("left", "right")) {
                calls.add(
                        caller.connect(
                                        SrtClient.Target.of(server.localAddress(), name),
                                        SETTINGS,
                                        new Sink(1))
                                .toCompletableFuture()
                                .get(5, TimeUnit.SECONDS));
            }
            calls.getFirst().close();
            find(sinks, "left").closed.get(5, TimeUnit.SECONDS);
            calls.getLast().send(Unpooled.copyInt(7));
            assertArrayEquals(
                    new byte[] {0, 0, 0, 7},
                    find(sinks, "right").complete.get(5, TimeUnit.SECONDS));
            assertEquals(
                    caller.localAddress(), find(sinks, "right").connected.join().remoteAddress());
        }
    }

    @Test
    void garbage_doesNotEndTheServer() throws Exception {
        Random random = new Random(3);
        try (SrtServer server =
                        SrtServer.start(
                                ANY_PORT,
                                SETTINGS,
                                request -> request.accept(SETTINGS, new Sink(1)));
                DatagramSocket socket = new DatagramSocket()) {
            for (int count = 0; count < 500; count++) {
                byte[] bytes = new byte[random.nextInt(120)];
                random.nextBytes(bytes);
                if (bytes.length > 16) {
                    bytes[0] = (byte) 0x80;
                    bytes[1] = (byte) random.nextInt(9);
                    bytes[12] = 0;
                    bytes[13] = 0;
                    bytes[14] = 0;
                    bytes[15] = 0;
                }
                socket.send(new DatagramPacket(bytes, bytes.length, server.localAddress()));
            }
            SrtConnection connection = call(server.localAddress(), SETTINGS, new Sink(1));
            assertEquals(300, connection.negotiated().receiveLatencyMillis());
            assertTrue(server.counters().malformedDatagrams() > 0);
        }
    }
}
