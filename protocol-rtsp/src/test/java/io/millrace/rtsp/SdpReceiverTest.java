package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.rtsp.client.SdpReceiver;
import io.millrace.rtsp.client.SdpSource;
import io.millrace.stream.Counters;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SdpReceiverTest {
    private static final String SDP =
            """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=-
            c=IN IP4 %s
            t=0 0
            m=video %d RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0LAC9oCgC3QgAAAAwCAAAAZR4wZXA==,aM4PyA==
            m=application 0 RTP/AVP 97
            """;

    private final IoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final PulledUnits pulled = new PulledUnits();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** A port that is free, and the next too. */
    private static int freePort() throws Exception {
        while (true) {
            try (DatagramSocket first = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                int port = first.getLocalPort();
                if (port % 2 == 0 && isFree(port + 1)) {
                    return port;
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (DatagramSocket _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (java.net.SocketException taken) {
            return false;
        }
    }

    /** Single NAL units, each a picture; the sender goes on until they have come. */
    private void send(DatagramSocket socket, InetSocketAddress to, int count) throws Exception {
        int number = 0;
        while (pulled.pictures() < count) {
            ByteBuffer packet = ByteBuffer.allocate(12 + 10);
            packet.put((byte) 0x80).put((byte) (0x80 | 96)).putShort((short) number);
            packet.putInt(number * 3_600).putInt(0x1234);
            packet.put((byte) (number == 0 ? 0x65 : 0x41)).put((byte) 0x88).putInt(number);
            socket.send(new DatagramPacket(packet.array(), 22, to));
            number++;
            Thread.sleep(5);
        }
    }

    @Test
    void start_unicast_givesUnits() throws Exception {
        int port = freePort();
        SdpSource source = SdpSource.of(SDP.formatted("127.0.0.1", port));
        try (SdpReceiver receiver = SdpReceiver.start(source, pulled, new Counters(), loops);
                DatagramSocket socket = new DatagramSocket()) {
            assertEquals(List.of(port), receiver.ports());
            assertEquals(
                    List.of(TestStream.VIDEO.kind()),
                    pulled.tracks().stream().map(track -> track.kind()).toList());
            send(socket, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 10);
        }
        pulled.awaitClosed();
    }

    @Test
    void start_group_givesUnits() throws Exception {
        int port = freePort();
        SdpSource source =
                SdpSource.of(SDP.formatted("239.255.77.9/1", port)).on(Optional.of("lo"));
        try (SdpReceiver receiver = SdpReceiver.start(source, pulled, new Counters(), loops);
                DatagramSocket socket = new DatagramSocket()) {
            socket.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
            send(socket, new InetSocketAddress(InetAddress.ofLiteral("239.255.77.9"), port), 10);
            assertEquals(List.of(port), receiver.ports());
        }
        pulled.awaitClosed();
    }

    @Test
    void start_nothingComes_ends() throws Exception {
        SdpSource source =
                new SdpSource(
                        SDP.formatted("127.0.0.1", freePort()),
                        Optional.empty(),
                        Duration.ofMillis(300),
                        RtpLimits.DEFAULT);
        SdpReceiver.start(source, pulled, new Counters(), loops);
        pulled.awaitClosed();
    }

    @Test
    void start_noPort_isRefused() {
        SdpSource source = SdpSource.of(SDP.formatted("127.0.0.1", 0));
        assertThrows(
                MalformedMediaException.class,
                () -> SdpReceiver.start(source, pulled, new Counters(), loops));
    }
}
