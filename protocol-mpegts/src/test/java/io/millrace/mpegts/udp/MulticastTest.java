package io.millrace.mpegts.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.mpegts.udp.UdpTsReceiverSettings.Origin;
import io.millrace.mpegts.udp.UdpTsSenderSettings.Pace;
import io.millrace.testkit.net.LoopbackOnly;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, where nothing can leave the machine: a namespace whose only interface is loopback. */
@Timeout(60)
class MulticastTest {
    private static final int PACKETS = 700;

    private final IoEventLoopGroup epoll = UdpSockets.newLoop();
    private final IoEventLoopGroup nio =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @BeforeAll
    static void requireLoopbackOnly() throws SocketException {
        LoopbackOnly.require();
    }

    @AfterEach
    void stop() {
        for (IoEventLoopGroup loops : List.of(epoll, nio)) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private IoEventLoopGroup loops(String transport) {
        return transport.equals("nio") ? nio : epoll;
    }

    private static Origin origin(String networkInterface, Optional<InetAddress> source) {
        return new Origin(
                networkInterface.equals("routed")
                        ? Optional.empty()
                        : Optional.of(networkInterface),
                source);
    }

    private static void send(InetSocketAddress group, byte[] packets, IoEventLoopGroup loops)
            throws Exception {
        UdpTsSenderSettings settings =
                UdpTsSenderSettings.to(group)
                        .withPace(new Pace.AtRate(20_000_000))
                        .withMulticast("lo", 3);
        try (UdpTsSender sender = UdpTsSender.open(settings, loops)) {
            sender.send(Unpooled.wrappedBuffer(packets)).toCompletableFuture().get();
        }
    }

    private static byte[] packets(int mark) {
        byte[] packets = new byte[PACKETS * 188];
        for (int packet = 0; packet < PACKETS; packet++) {
            packets[packet * 188] = 0x47;
            packets[packet * 188 + 5] = (byte) mark;
            packets[packet * 188 + 6] = (byte) packet;
        }
        return packets;
    }

    private static InetSocketAddress group(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @ParameterizedTest
    @CsvSource({"epoll, lo", "epoll, 127.0.0.1", "epoll, routed", "nio, lo", "nio, routed"})
    void group_sentTo_isReceivedAndNoOther(String transport, String networkInterface)
            throws Exception {
        Origin origin = origin(networkInterface, Optional.empty());
        CollectingSink first = new CollectingSink();
        CollectingSink second = new CollectingSink();
        try (UdpTsReceiver one =
                        UdpTsReceiver.start(
                                UdpTsReceiverSettings.of(group("239.255.77.1", 0))
                                        .withOrigin(origin),
                                first,
                                loops(transport));
                UdpTsReceiver other =
                        UdpTsReceiver.start(
                                UdpTsReceiverSettings.of(
                                                group("239.255.77.2", one.localAddress().getPort()))
                                        .withOrigin(origin),
                                second,
                                loops(transport))) {
            int port = one.localAddress().getPort();
            send(group("239.255.77.1", port), packets(1), loops(transport));
            send(group("239.255.77.2", port), packets(2), loops(transport));
            assertArrayEquals(packets(1), first.await(PACKETS * 188));
            assertArrayEquals(packets(2), second.await(PACKETS * 188));
            assertEquals(0, one.counts().allBad() + other.counts().allBad());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void sourceSpecificGroup_hearsItsSourceOnly(String transport) throws Exception {
        CollectingSink heard = new CollectingSink();
        CollectingSink deaf = new CollectingSink();
        InetAddress source = InetAddress.ofLiteral("127.0.0.1");
        InetAddress nobody = InetAddress.ofLiteral("127.0.0.9");
        try (UdpTsReceiver one =
                        UdpTsReceiver.start(
                                UdpTsReceiverSettings.of(group("232.77.0.1", 0))
                                        .withOrigin(origin("lo", Optional.of(source))),
                                heard,
                                loops(transport));
                UdpTsReceiver _ =
                        UdpTsReceiver.start(
                                UdpTsReceiverSettings.of(
                                                group("232.77.0.1", one.localAddress().getPort()))
                                        .withOrigin(origin("lo", Optional.of(nobody))),
                                deaf,
                                loops(transport))) {
            send(one.localAddress(), packets(1), loops(transport));
            assertArrayEquals(packets(1), heard.await(PACKETS * 188));
            assertEquals(0, deaf.bytes().length);
        }
    }
}
