package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Without epoll, one pair of UDP sockets serves all event loops. */
class RtspNioTest {
    private static final int CONNECTIONS = 3;

    @Test
    void play_overUdpOnSharedNioLoops_sendsPackets() throws Exception {
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try (RtspRig rig = RtspRig.start();
                RtspServer server =
                        RtspServer.start(
                                RtspServerSettings.standard()
                                        .withAddress("127.0.0.1")
                                        .withPorts(0, 0, 0),
                                RtspRoles.readOnly(rig.reading, Redirects.none()),
                                new Counters(),
                                Optional.of(group))) {
            Publisher publisher = TestStream.publisher(rig, "a");
            publisher.write(TestStream.picture(0, true, 200_000));
            publisher.write(TestStream.picture(1, false, 100));
            // Round robin: sessions on the loop of the sockets and on the other one.
            for (int i = 0; i < CONNECTIONS; i++) {
                play(server.port());
            }
        }
        assertFalse(group.isShutdown(), "a shared group stays its owner's");
        group.shutdownGracefully().sync();
    }

    private static void play(int port) throws Exception {
        String url = "rtsp://127.0.0.1:" + port + "/a";
        try (RawRtspClient client = new RawRtspClient(port);
                DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String transport =
                    "Transport: RTP/AVP;unicast;client_port=%d-9".formatted(rtp.getLocalPort());
            RtspResponse setup = client.request("SETUP", url + "/trackID=0", transport);
            assertEquals(
                    200, client.request("PLAY", url, SessionStateTest.sessionOf(setup)).code());
            rtp.setSoTimeout(5_000);
            for (int packet = 0; packet < 20; packet++) {
                rtp.receive(new DatagramPacket(new byte[2_000], 2_000));
            }
            client.request("TEARDOWN", url, SessionStateTest.sessionOf(setup));
        }
    }
}
