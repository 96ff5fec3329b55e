package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import io.millrace.testkit.net.LoopbackOnly;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups, where nothing can leave the machine: a namespace whose only interface is loopback. */
@Timeout(60)
class RtspMulticastTest {
    private static final Pattern TRANSPORT =
            Pattern.compile(
                    "RTP/AVP;multicast;destination=(224\\.1\\.0\\.\\d+);port=(\\d+)-\\d+;ttl=16;.*");
    private static final String ASKED = "Transport: RTP/AVP;multicast;mode=play";

    private final ServerStream stream = ServerStream.of("made", TestStream.BOTH);
    private RtspServer server;

    private record Offering(ServerStream stream) implements RtspHandler.Reading {
        @Override
        public ServerStream onDescribe(StreamRequest request) {
            return stream;
        }
    }

    @BeforeEach
    void start() throws Exception {
        LoopbackOnly.require();
        server = serve(stream);
    }

    private static RtspServer serve(ServerStream offered) throws IOException {
        MulticastSettings multicast =
                MulticastSettings.of("224.1.0.0/16", 18_002, 18_003).withInterface("lo");
        return RtspServer.start(
                RtspServerSettings.standard()
                        .withAddress("127.0.0.1")
                        .withPorts(0, 0, 0)
                        .withMulticast(multicast),
                new Offering(offered),
                new Counters());
    }

    @AfterEach
    void stop() {
        stream.close();
        if (server != null) {
            server.close();
        }
    }

    private String url() {
        return "rtsp://127.0.0.1:" + server.port() + "/made";
    }

    private void write(int sequence) throws IOException {
        stream.writeRtp(
                0, new RtpPacket(96, true, sequence, 0, 7, Unpooled.wrappedBuffer(new byte[99])));
    }

    private static int sequence(MulticastSocket socket) throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(datagram);
        assertEquals(111, datagram.getLength());
        return (datagram.getData()[2] & 0xFF) << 8 | (datagram.getData()[3] & 0xFF);
    }

    private static MulticastSocket joined(String transport) throws IOException {
        Matcher matcher = TRANSPORT.matcher(transport);
        assertTrue(matcher.matches(), transport);
        InetSocketAddress group =
                new InetSocketAddress(
                        InetAddress.getByName(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)));
        MulticastSocket socket = new MulticastSocket(group.getPort());
        socket.joinGroup(group, NetworkInterface.getByName("lo"));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private RtspResponse setUp(RawRtspClient client) throws Exception {
        RtspResponse response = client.request("SETUP", url() + "/trackID=0", ASKED);
        assertEquals(200, response.code());
        return response;
    }

    @Test
    void twoReaders_ofOneGroup_areSentEachPacketOnceFromTheFirstPlayToTheLastTeardown()
            throws Exception {
        try (RawRtspClient first = new RawRtspClient(server.port());
                RawRtspClient second = new RawRtspClient(server.port())) {
            RtspResponse setup = setUp(first);
            String transport = setup.headers().first("Transport").orElseThrow();
            RtspResponse again = setUp(second);
            assertEquals(transport, again.headers().first("Transport").orElseThrow());
            assertEquals(0, stream.readers(), "nothing is sent before PLAY");
            try (MulticastSocket socket = joined(transport)) {
                String one = SessionStateTest.sessionOf(setup);
                String two = SessionStateTest.sessionOf(again);
                assertEquals(200, first.request("PLAY", url(), one).code());
                assertEquals(200, second.request("PLAY", url(), two).code());
                assertEquals(1, stream.readers());
                for (int sequence = 1; sequence <= 3; sequence++) {
                    write(sequence);
                    assertEquals(sequence, sequence(socket));
                }
                assertEquals(200, first.request("TEARDOWN", url(), one).code());
                write(4);
                assertEquals(4, sequence(socket));
                assertEquals(4, stream.statistics().outboundRtpPackets());
                assertEquals(200, second.request("TEARDOWN", url(), two).code());
                while (stream.readers() > 0) {
                    Thread.sleep(10);
                }
                write(5);
                socket.setSoTimeout(200);
                assertThrows(SocketTimeoutException.class, () -> sequence(socket));
            }
        }
    }

    @Test
    void client_thatPullsByMulticast_getsEveryPicture() throws Exception {
        MulticastSettings multicast =
                MulticastSettings.of("224.1.0.0/16", 18_102, 18_103).withInterface("lo");
        try (RtspRig rig = RtspRig.start(RtspServerSettings.standard().withMulticast(multicast));
                RtspClient client = new RtspClient(new Counters())) {
            Publisher publisher = TestStream.publisher(rig, "live/a");
            publisher.write(TestStream.picture(0, true, 3_000));
            PulledUnits units = new PulledUnits();
            RtspSource source = RtspSource.of(RtspUrl.parse(rig.url("live/a")));
            RtspPull pull =
                    client.pull(source.with(RtspSource.Carrier.MULTICAST), units)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS);
            for (int number = 1; number < 40; number++) {
                publisher.write(TestStream.picture(number, number % 10 == 0, 3_000));
                publisher.write(TestStream.audio(number));
                Thread.sleep(2);
            }
            List<Integer> numbers = units.awaitPictures(28);
            for (int i = 0; i < numbers.size(); i++) {
                assertEquals(numbers.getFirst() + i, numbers.get(i));
            }
            assertTrue(pull.isUdp());
            pull.close();
            units.awaitClosed();
        }
    }

    @Test
    void setup_ofMediaWithGroupsThatTheProgramChose_namesThem() throws Exception {
        server.close();
        MulticastAddress video =
                new MulticastAddress(InetAddress.getByName("239.1.2.3"), 20_000, 20_011);
        ServerStream chosen =
                new ServerStream(
                        SessionDescription.of("made", TestStream.BOTH),
                        Map.of(0, video),
                        InstantSource.system());
        server = serve(chosen);
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            String own = setUp(client).headers().first("Transport").orElseThrow();
            assertTrue(own.contains(";destination=239.1.2.3;port=20000-20011;"), own);
            RtspResponse described = client.request("DESCRIBE", url() + "?vlcmulticast");
            String sdp = new String(described.body().toByteArray(), StandardCharsets.UTF_8);
            assertTrue(sdp.contains("m=video 20000 RTP/AVP 96\r\nc=IN IP4 239.1.2.3/16"), sdp);
            assertTrue(sdp.contains("c=IN IP4 224.1.0."), "the other has one of the range");
        }
        chosen.close();
    }

    @Test
    void describe_forVlc_namesTheGroups() throws Exception {
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            RtspResponse described = client.request("DESCRIBE", url() + "?vlcmulticast");
            String sdp = new String(described.body().toByteArray(), StandardCharsets.UTF_8);
            assertTrue(sdp.contains("m=video 18002 RTP/AVP 96\r\nc=IN IP4 224.1.0.1/16"), sdp);
            assertTrue(sdp.contains("c=IN IP4 224.1.0.2/16"), sdp);
        }
    }

    @Test
    void close_ofTheStream_endsItsMulticastReaders() throws Exception {
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            String session = SessionStateTest.sessionOf(setUp(client));
            assertEquals(200, client.request("PLAY", url(), session).code());
            stream.close();
            assertTrue(client.isClosedByPeer());
        }
    }
}
