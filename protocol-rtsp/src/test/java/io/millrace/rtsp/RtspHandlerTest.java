package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.rtp.NtpTime;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.handler.AnnounceRequest;
import io.millrace.rtsp.handler.PacketSink;
import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamClosedException;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as a library: what a handler offers, over the same sessions as the log's paths. */
@Timeout(60)
class RtspHandlerTest {
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
    private static final int VIDEO = 96;

    private final ServerStream stream = ServerStream.of("made", TestStream.BOTH);
    private final Recorder recorder = new Recorder(stream);
    private RtspServer server;

    /** Offers one stream, which publishers write; tells what it heard. */
    private static class Offering implements RtspHandler.OnDescribe {
        final ServerStream stream;

        Offering(ServerStream stream) {
            this.stream = stream;
        }

        @Override
        public ServerStream onDescribe(StreamRequest request) throws RefusedException {
            if (request.path().equals("nothing")) {
                throw new RefusedException(RefusedException.Cause.NOT_FOUND, "not here");
            }
            return stream;
        }
    }

    private static final class Recorder extends Offering
            implements RtspHandler.Reading,
                    RtspHandler.Publishing,
                    RtspHandler.OnGetParameter,
                    RtspHandler.OnSetParameter {
        final List<String> heard = new CopyOnWriteArrayList<>();

        Recorder(ServerStream stream) {
            super(stream);
        }

        @Override
        public void onAnnounce(AnnounceRequest request) {
            heard.add("announce " + request.path() + " " + request.description().media().size());
        }

        @Override
        public PacketSink onRecord(PeerSession session) {
            heard.add("record");
            return stream;
        }

        @Override
        public void onConnectionOpen(Client peer) {
            heard.add("connection");
        }

        @Override
        public void onConnectionClose(Client peer) {
            heard.add("connection closed");
        }

        @Override
        public void onSessionOpen(PeerSession session) {
            heard.add("session");
        }

        @Override
        public void onSessionClose(PeerSession session, EndReason reason) {
            heard.add("session closed " + reason.text());
        }

        @Override
        public void onPacketsLost(PeerSession session, long packets) {
            heard.add("lost " + packets);
        }

        @Override
        public void onDecodeError(PeerSession session, String problem) {
            heard.add(problem);
        }

        @Override
        public void onStreamWriteError(PeerSession session, long droppedPackets) {
            heard.add("slow");
        }

        @Override
        public Optional<String> onGetParameter(Optional<PeerSession> session, String body) {
            return body.startsWith("gain") ? Optional.of("gain: 3\r\n") : Optional.empty();
        }

        @Override
        public boolean onSetParameter(Optional<PeerSession> session, String body) {
            return body.startsWith("gain");
        }

        void await(String what) throws InterruptedException {
            while (!heard.contains(what)) {
                Thread.sleep(10);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = serve(recorder);
    }

    private static RtspServer serve(RtspHandler handler) throws Exception {
        return RtspServer.start(
                RtspServerSettings.standard().withAddress("127.0.0.1").withPorts(0, 0, 0),
                handler,
                new Counters());
    }

    @AfterEach
    void stop() {
        stream.close();
        server.close();
    }

    private String url() {
        return "rtsp://127.0.0.1:" + server.port() + "/made";
    }

    private static RtpPacket packet(int type, int sequence, long timestamp, int size) {
        return new RtpPacket(
                type, true, sequence, timestamp, 7, Unpooled.wrappedBuffer(new byte[size]));
    }

    private static byte[] bytes(RtpPacket packet) {
        ByteBuf out = Unpooled.buffer();
        packet.write(out);
        return ByteBufUtil.getBytes(out);
    }

    private RtspResponse setUp(RawRtspClient client) throws Exception {
        RtspResponse setup = client.request("SETUP", url() + "/trackID=0", TCP);
        assertEquals(200, setup.code());
        return setup;
    }

    private RtspResponse play(RawRtspClient client) throws Exception {
        String session = SessionStateTest.sessionOf(setUp(client));
        RtspResponse play = client.request("PLAY", url(), session);
        assertEquals(200, play.code());
        return play;
    }

    @Test
    void options_handlerThatDescribesOnly_saysNoOtherMethod() throws Exception {
        server.close();
        server = serve(new Offering(stream));
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            RtspResponse options = client.request("OPTIONS", "*");
            assertEquals(
                    "OPTIONS, DESCRIBE, GET_PARAMETER, TEARDOWN",
                    options.headers().first("Public").orElseThrow());
            assertEquals(501, client.request("SETUP", url() + "/trackID=0", TCP).code());
            assertEquals(501, client.requestWithBody("ANNOUNCE", url(), TestStream.sdp()).code());
            assertEquals(404, client.request("DESCRIBE", url().replace("made", "nothing")).code());
            RtspResponse described = client.request("DESCRIBE", url());
            String sdp = new String(described.body().toByteArray(), StandardCharsets.UTF_8);
            assertTrue(sdp.contains("a=control:trackID=1"), sdp);
        }
    }

    @Test
    void play_ofAStreamOfTheApplication_givesItsPacketsWithOneSsrcAndExactRtpInfo()
            throws Exception {
        stream.writeRtp(0, packet(VIDEO, 41, 90_000, 10), 5_000_000);
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            String transport = setUp(client).headers().first("Transport").orElseThrow();
            assertTrue(transport.contains("ssrc=%08X".formatted(stream.ssrc(0))), transport);
        }
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            RtspResponse play = play(client);
            Matcher info =
                    Pattern.compile("url=\\S+/trackID=0;seq=42;rtptime=(\\d+)")
                            .matcher(play.headers().first("RTP-Info").orElseThrow());
            assertTrue(info.matches());
            assertTrue(Long.parseLong(info.group(1)) >= 90_000);
            RawRtspClient.Frame report = client.frame();
            assertEquals(1, report.channel());
            assertEquals(stream.ssrc(0), report.unsignedInt(4));
            long ntp = report.unsignedInt(8) << 32 | report.unsignedInt(12);
            long elapsedMicros = (report.unsignedInt(16) - 90_000) * 1_000 / 90;
            long offMicros = NtpTime.toMicros(ntp) - 5_000_000 - elapsedMicros;
            assertTrue(Math.abs(offMicros) < 1_000, offMicros + " us off");
            stream.writeRtp(0, packet(VIDEO, 42, 93_600, 300));
            RawRtspClient.Frame first = client.frame();
            assertEquals(42, first.unsignedShort(2));
            assertEquals(93_600, first.unsignedInt(4));
            assertEquals(stream.ssrc(0), first.unsignedInt(8));
            assertEquals(312, first.payload().length);
        }
    }

    @Test
    void statistics_afterWrites_areSumsOfFormats() throws Exception {
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            play(client);
            stream.writeRtp(0, packet(VIDEO, 1, 0, 88));
            stream.writeRtp(1, packet(97, 1, 0, 88));
            stream.writeRtcp(0, Unpooled.wrappedBuffer(new byte[] {(byte) 0x80, (byte) 203, 0, 0}));
            assertEquals(100, client.frame().payload().length);
            RawRtspClient.Frame control = client.frame();
            assertEquals(1, control.channel());
            assertEquals(4, control.payload().length);
            assertEquals(1, stream.statistics().outboundRtpPackets(), "track 1 is not set up");
            assertEquals(1, stream.statistics().outboundRtcpPackets());
            assertEquals(104, stream.statistics().outboundBytes());
            assertEquals(
                    stream.ssrc(0),
                    stream.statistics().media().get(0).formats().get(0).localSsrc());
            assertTrue(stream.ssrc(0) != stream.ssrc(1));
        }
    }

    @Test
    void close_ofTheStream_endsReadersAndFailsWrites() throws Exception {
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            play(client);
            stream.close();
            assertTrue(client.isClosedByPeer());
            StreamClosedException closed =
                    assertThrows(
                            StreamClosedException.class,
                            () -> stream.writeRtp(0, packet(VIDEO, 1, 0, 10)));
            assertEquals("stream is closed", closed.getMessage());
            recorder.await("session closed stream is closed");
        }
        recorder.await("connection closed");
        assertEquals(0, server.sessions());
        assertThrows(
                IllegalArgumentException.class, () -> stream.writeRtp(2, packet(VIDEO, 1, 0, 1)));
    }

    @Test
    void publisher_ofTheHandler_isRelayedWithItsLossAndErrorsTold() throws Exception {
        try (RawRtspClient publisher = new RawRtspClient(server.port());
                RawRtspClient reader = new RawRtspClient(server.port())) {
            RtspResponse announced = publisher.requestWithBody("ANNOUNCE", url(), TestStream.sdp());
            assertEquals(200, announced.code());
            String session = SessionStateTest.sessionOf(announced);
            String setup = TCP + ";mode=record";
            assertEquals(
                    200, publisher.request("SETUP", url() + "/trackID=0", setup, session).code());
            assertEquals(200, publisher.request("RECORD", url(), session).code());
            play(reader);
            publisher.sendFrame(0, bytes(packet(VIDEO, 10, 100, 50)));
            publisher.sendFrame(0, bytes(packet(VIDEO, 13, 200, 60)));
            publisher.sendFrame(0, bytes(packet(33, 14, 200, 60)));
            assertEquals(10, reader.frame().unsignedShort(2));
            RawRtspClient.Frame second = reader.frame();
            assertEquals(13, second.unsignedShort(2));
            assertEquals(stream.ssrc(0), second.unsignedInt(8));
            recorder.await("lost 2");
            recorder.await("payload type 33 was not announced");
            assertEquals(200, publisher.request("TEARDOWN", url(), session).code());
            recorder.await("session closed TEARDOWN");
            assertTrue(recorder.heard.contains("announce made 2"));
        }
    }

    @Test
    void reader_thatTakesNothing_isToldOfAndOthersGoOn() throws Exception {
        try (RawRtspClient slow = new RawRtspClient(server.port());
                RawRtspClient quick = new RawRtspClient(server.port())) {
            play(slow);
            int sequence = 0;
            while (!recorder.heard.contains("slow")) {
                for (int i = 0; i < 200; i++) {
                    stream.writeRtp(0, packet(VIDEO, sequence++ & 0xFFFF, 0, 1_400));
                }
                Thread.sleep(1);
            }
            play(quick);
            quick.frame();
            stream.writeRtp(0, packet(VIDEO, 7, 0, 10));
            assertEquals(7, quick.frame().unsignedShort(2));
            assertEquals(2, stream.readers());
        }
    }

    @Test
    void parameters_withABody_areTheHandlers() throws Exception {
        try (RawRtspClient client = new RawRtspClient(server.port())) {
            assertEquals(200, client.request("GET_PARAMETER", url()).code());
            RtspResponse got = client.requestWithBody("GET_PARAMETER", url(), "gain\r\n");
            assertEquals(
                    "gain: 3\r\n", new String(got.body().toByteArray(), StandardCharsets.UTF_8));
            assertEquals(451, client.requestWithBody("GET_PARAMETER", url(), "tint\r\n").code());
            assertEquals(200, client.requestWithBody("SET_PARAMETER", url(), "gain: 4\r\n").code());
            assertEquals(451, client.requestWithBody("SET_PARAMETER", url(), "tint: 4\r\n").code());
        }
    }

    @Test
    void await_serverThatIsClosed_returns() throws Exception {
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                server.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        assertTrue(waiting.isAlive());
        server.close();
        waiting.join();
    }
}
