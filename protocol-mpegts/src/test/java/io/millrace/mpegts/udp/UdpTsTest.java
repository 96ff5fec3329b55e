package io.millrace.mpegts.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.ts.TsMuxer;
import io.millrace.mpegts.TestMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UdpTsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int DATAGRAM_BYTES = 7 * 188;

    private final IoEventLoopGroup epoll = UdpSockets.newLoop();
    private final IoEventLoopGroup nio =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CollectingSink sink = new CollectingSink();

    @AfterEach
    void stop() {
        for (IoEventLoopGroup loops : List.of(epoll, nio)) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private IoEventLoopGroup loops(String transport) {
        return transport.equals("nio") ? nio : epoll;
    }

    private static UdpTsReceiverSettings settings() {
        return UdpTsReceiverSettings.of(new InetSocketAddress(LOOPBACK, 0));
    }

    /** Two seconds of pictures and sound: about 170 KB. */
    private static byte[] stream() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < 50; i++) {
            muxer.write(TestMedia.picture(i, 3_000), bytes);
            muxer.write(TestMedia.sound(i), bytes);
        }
        return ByteBufUtil.getBytes(bytes);
    }

    private static List<byte[]> datagrams(byte[] stream, int size) {
        return java.util.stream.IntStream.iterate(0, at -> at < stream.length, at -> at + size)
                .mapToObj(at -> Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)))
                .toList();
    }

    private static byte[] rtp(int sequenceNumber, long ssrc, byte[] payload) {
        ByteBuf packet = Unpooled.buffer();
        RtpPacket.writeHeader(33, false, sequenceNumber & 0xFFFF, 0, ssrc, packet);
        return ByteBufUtil.getBytes(packet.writeBytes(payload));
    }

    private static void send(UdpTsReceiver receiver, List<byte[]> datagrams) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            for (byte[] datagram : datagrams) {
                socket.send(
                        new java.net.DatagramPacket(
                                datagram, datagram.length, receiver.localAddress()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void sender_atAGivenRate_isReceivedBitForBit(String transport) throws Exception {
        byte[] stream = stream();
        IoEventLoopGroup loops = loops(transport);
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), sink, loops);
                UdpTsSender sender =
                        UdpTsSender.open(
                                UdpTsSenderSettings.to(receiver.localAddress())
                                        .withPace(new UdpTsSenderSettings.Pace.AtRate(8_000_000)),
                                loops)) {
            long start = System.nanoTime();
            sender.send(Unpooled.wrappedBuffer(stream)).toCompletableFuture().get();
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= stream.length / 1_000 - 5, millis + " ms");
            assertArrayEquals(stream, sink.await(stream.length));
            int count = (stream.length + DATAGRAM_BYTES - 1) / DATAGRAM_BYTES;
            assertEquals(count, receiver.counts().datagrams());
            assertEquals(stream.length / 188, receiver.counts().packets());
            assertEquals(0, receiver.counts().allBad());
            assertEquals(new UdpTsSenderCounts(count, stream.length, 0), sender.counts());
        }
        sink.awaitClosed();
    }

    @Test
    void sender_byPcr_takesTheStreamsTime() throws Exception {
        byte[] stream = stream();
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), sink, epoll);
                UdpTsSender sender =
                        UdpTsSender.open(UdpTsSenderSettings.to(receiver.localAddress()), epoll)) {
            long start = System.nanoTime();
            sender.send(Unpooled.wrappedBuffer(stream)).toCompletableFuture().get();
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 1_800, millis + " ms for 2 s");
            assertArrayEquals(stream, sink.await(stream.length));
        }
    }

    @Test
    void sender_withAFullQueue_dropsAndCounts() throws Exception {
        UdpTsSenderSettings settings =
                new UdpTsSenderSettings(
                        new InetSocketAddress(LOOPBACK, 9),
                        new UdpTsSenderSettings.Pace.AtRate(1_000),
                        Optional.empty(),
                        1,
                        188_000 + 188);
        CompletableFuture<Void> kept;
        try (UdpTsSender sender = UdpTsSender.open(settings, epoll)) {
            byte[] packets = new byte[188_000];
            kept = sender.send(Unpooled.wrappedBuffer(packets)).toCompletableFuture();
            var dropped = sender.send(Unpooled.wrappedBuffer(packets)).toCompletableFuture();
            assertThrows(ExecutionException.class, dropped::get);
            assertEquals(188_000, sender.counts().droppedBytes());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> sender.send(Unpooled.wrappedBuffer(new byte[187])));
        }
        assertThrows(ExecutionException.class, kept::get);
    }

    @Test
    void rtp_reorderedLostAndLate_isPutInOrderAndCounted() throws Exception {
        List<byte[]> payloads = datagrams(Arrays.copyOf(stream(), 20 * DATAGRAM_BYTES), 1316);
        List<byte[]> sent = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(rtp(65_530 + i, 7, payloads.get(i)));
        }
        java.util.Collections.swap(sent, 3, 5);
        sent.remove(10);
        sent.add(16, sent.get(2));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            expected.writeBytes(i == 10 ? new byte[0] : payloads.get(i));
        }
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), sink, epoll)) {
            send(receiver, sent);
            assertArrayEquals(expected.toByteArray(), sink.await(19 * DATAGRAM_BYTES));
            UdpTsCounts counts = receiver.counts();
            assertEquals(List.of(1L, 1L), List.of(counts.rtpLost(), counts.rtpLate()));
            assertEquals(0, counts.allBad());
            assertEquals(19 * 7, counts.packets());
        }
    }

    @Test
    void rtp_senderStartedAnew_goesOn() throws Exception {
        List<byte[]> payloads = datagrams(Arrays.copyOf(stream(), 3 * DATAGRAM_BYTES), 1316);
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), sink, nio)) {
            send(
                    receiver,
                    List.of(
                            rtp(100, 1, payloads.get(0)),
                            rtp(102, 1, payloads.get(1)),
                            rtp(50, 2, payloads.get(2))));
            assertArrayEquals(
                    Arrays.copyOf(stream(), 3 * DATAGRAM_BYTES), sink.await(3 * DATAGRAM_BYTES));
            assertEquals(1, receiver.counts().rtpLost());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1472, 1000, 189})
    void datagrams_thatCutPackets_areJoined(int size) throws Exception {
        byte[] stream = Arrays.copyOf(stream(), 188 * 200);
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), sink, epoll)) {
            send(receiver, datagrams(stream, size));
            assertArrayEquals(stream, sink.await(stream.length));
            assertEquals(0, receiver.counts().allBad());
        }
    }

    @Test
    void garbage_isCountedByReasonAndCostsItselfOnly() throws Exception {
        byte[] good = Arrays.copyOf(stream(), DATAGRAM_BYTES);
        byte[] otherType = rtp(1, 1, good);
        otherType[1] = 96;
        byte[] cutPayload = Arrays.copyOf(rtp(1, 1, good), 700);
        byte[] cutHeader = HexFormat.of().parseHex("80210001");
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), sink, epoll)) {
            send(
                    receiver,
                    List.of(
                            new byte[0],
                            new byte[3_000],
                            "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                            new byte[188],
                            otherType,
                            cutPayload,
                            cutHeader,
                            good));
            assertArrayEquals(good, sink.await(good.length));
            UdpTsCounts counts = receiver.counts();
            assertEquals(8, counts.datagrams());
            assertEquals(
                    java.util.Map.of(
                            BadDatagram.EMPTY, 1L,
                            BadDatagram.TOO_LONG, 1L,
                            BadDatagram.OTHER_SOURCE, 0L,
                            BadDatagram.NO_SYNC, 2L,
                            BadDatagram.RTP_HEADER, 1L,
                            BadDatagram.RTP_PAYLOAD_TYPE, 1L,
                            BadDatagram.RTP_PAYLOAD, 1L),
                    counts.bad());
        }
    }

    @Test
    void source_thatWasNotChosen_isNotHeard() throws Exception {
        InetAddress other = InetAddress.getByName("127.0.0.2");
        UdpTsReceiverSettings settings =
                settings()
                        .withOrigin(
                                new UdpTsReceiverSettings.Origin(
                                        Optional.empty(), Optional.of(other)))
                        .withSilenceTimeout(Duration.ofMillis(50));
        byte[] good = Arrays.copyOf(stream(), DATAGRAM_BYTES);
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings, sink, epoll)) {
            send(receiver, List.of(good));
            sink.awaitSilences(1);
            try (DatagramSocket socket = new DatagramSocket(0, other)) {
                socket.send(
                        new java.net.DatagramPacket(good, good.length, receiver.localAddress()));
            }
            assertArrayEquals(good, sink.await(good.length));
            sink.awaitSilences(2);
            assertEquals(1L, receiver.counts().bad().get(BadDatagram.OTHER_SOURCE));
            assertTrue(receiver.counts().silences() >= 2);
        }
    }

    @Test
    void sink_thatFails_endsItsReceiver() throws Exception {
        CollectingSink closing = new CollectingSink();
        UdpTsSink failing =
                new UdpTsSink() {
                    @Override
                    public void onPackets(ByteBuf packets) {
                        throw new IllegalStateException("thrown by the test");
                    }

                    @Override
                    public void onClosed(Optional<Throwable> failure) {
                        assertTrue(failure.isPresent());
                        closing.onClosed(failure);
                    }
                };
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings(), failing, epoll)) {
            send(receiver, List.of(Arrays.copyOf(stream(), DATAGRAM_BYTES)));
            closing.awaitClosed();
        }
    }

    @Test
    void start_onAnInterfaceThatIsNotThere_saysSo() {
        UdpTsReceiverSettings settings =
                UdpTsReceiverSettings.of(new InetSocketAddress("239.255.77.1", 0))
                        .withOrigin(
                                new UdpTsReceiverSettings.Origin(
                                        Optional.of("nothere0"), Optional.empty()));
        IOException problem =
                assertThrows(IOException.class, () -> UdpTsReceiver.start(settings, sink, epoll));
        assertEquals("no network interface is called or has nothere0", problem.getMessage());
    }
}
