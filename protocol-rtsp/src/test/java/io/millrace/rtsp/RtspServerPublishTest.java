package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.EndReason;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtspServerPublishTest {
    private static final PathName PATH = new PathName("live/a");
    private static final String SDP_TYPE = "Content-Type: application/sdp";
    private static final String VIDEO_ONLY =
            """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=x
            t=0 0
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1
            a=control:streamid=0
            """;

    private final BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
    private volatile List<Track> tracks = List.of();
    private RtspRig rig;
    private RawRtspClient client;
    private LogTail tail;
    private String url;

    @BeforeEach
    void start() throws Exception {
        rig =
                RtspRig.start(
                        RtspServerSettings.standard()
                                .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(2)));
        client = new RawRtspClient(rig.server.port());
        url = rig.url(PATH.value());
        tail = rig.log.tail(PATH, StartPosition.live(), new UnitListener());
    }

    @AfterEach
    void stop() throws Exception {
        tail.close();
        client.close();
        rig.close();
    }

    @Test
    void record_overTcpWithParameterSetsInBand_writesUnits() throws Exception {
        String session = announce(VIDEO_ONLY);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        assertEquals(200, client.request("RECORD", url, session).code());
        for (byte[] packet : keyPictureAndNext()) {
            client.sendFrame(0, packet);
        }
        assertPictures();
    }

    @Test
    void record_overUdpOutOfOrder_writesUnitsInOrder() throws Exception {
        String session = announce(VIDEO_ONLY);
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = rtp.getLocalPort();
            setup(session, "RTP/AVP;unicast;client_port=%d-%d;mode=record".formatted(port, 9));
            assertEquals(200, client.request("RECORD", url, session).code());
            byte[][] packets = keyPictureAndNext();
            for (int index : new int[] {0, 2, 1, 3, 4}) {
                rtp.send(
                        new DatagramPacket(
                                packets[index],
                                packets[index].length,
                                InetAddress.getLoopbackAddress(),
                                rig.server.rtpPort()));
            }
            assertPictures();
        }
    }

    @Test
    void record_unknownEncoding_writesPacketsAsReceived() throws Exception {
        String session =
                announce(
                        """
                        v=0
                        s=x
                        m=audio 0 RTP/AVP 96
                        a=rtpmap:96 SPEEX/16000
                        a=control:streamid=0
                        """);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        assertEquals(200, client.request("RECORD", url, session).code());
        client.sendFrame(0, packet(100, 0, true, new byte[] {1, 2, 3}));
        Unit unit = units.poll(5, TimeUnit.SECONDS);
        assertTrue(unit != null && unit.randomAccess(), "a unit of one packet");
        ByteBuf framed = Unpooled.wrappedBuffer(unit.payload());
        RtpPacket packet = RtpPacket.parse(framed.skipBytes(2));
        assertEquals("010203", ByteBufUtil.hexDump(packet.payload()));
    }

    @Test
    void announce_codecThatIsNotToldBesideVideo_isLeftOut() throws Exception {
        String sdp = VIDEO_ONLY + "m=audio 0 RTP/AVP 97\n";

        assertEquals(200, client.requestWithBody("ANNOUNCE", url, sdp, SDP_TYPE).code());
        assertEquals(1, rig.count("rtsp_tracks_left_out"));
    }

    @Test
    void announce_whatCannotBeTaken_isRefusedWithReason() throws Exception {
        String untold = "v=0\ns=x\nm=audio 0 RTP/AVP 97\n";
        RtspResponse response = client.requestWithBody("ANNOUNCE", url, untold, SDP_TYPE);
        assertEquals(415, response.code());
        assertTrue(response.reason().contains("H264"), response.reason());
        assertEquals(
                415,
                client.requestWithBody("ANNOUNCE", url, VIDEO_ONLY, "Content-Type: text/plain")
                        .code());
        assertEquals(0, rig.server.sessions());
    }

    @Test
    void publisher_thatSendsNothing_isEndedAfterTheReadTimeout() throws Exception {
        String session = announce(VIDEO_ONLY);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        client.request("RECORD", url, session);

        awaitSessions(0);
        assertEquals(454, client.request("GET_PARAMETER", url, session).code());
    }

    @Test
    void publisher_endedByUs_losesItsConnection() throws Exception {
        String session = announce(VIDEO_ONLY);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        client.request("RECORD", url, session);
        rig.leases.revoke(PATH, EndReason.of(EndReason.Kind.KICKED, "test"));

        assertTrue(client.isClosedByPeer());
        awaitSessions(0);
    }

    @Test
    void frames_beforeRecordOrOnOtherChannels_areDroppedAndCounted() throws Exception {
        String session = announce(VIDEO_ONLY);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        client.sendFrame(0, keyPictureAndNext()[0]);
        client.sendFrame(9, new byte[3]);
        client.request("GET_PARAMETER", url, session);

        assertEquals(2, rig.count("rtsp_frames_dropped"));
    }

    @Test
    void publisher_sendingGarbageAsRtp_onlyRaisesCounts() throws Exception {
        String session = announce(VIDEO_ONLY);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        client.request("RECORD", url, session);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            client.sendFrame(i % 2, bytes);
        }
        for (byte[] packet : keyPictureAndNext()) {
            client.sendFrame(0, packet);
        }
        assertPictures();
    }

    @Test
    void announce_ofOtherParameterSetsWhileRecording_describesTheTrackAnew() throws Exception {
        String session = announce(VIDEO_ONLY);
        setup(session, "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        assertEquals(200, client.request("RECORD", url, session).code());
        for (byte[] packet : keyPictureAndNext()) {
            client.sendFrame(0, packet);
        }
        assertPictures();
        String sets = "Z0LADNoCgC3QgAAAAwCAAAAZR4wZXA==,aM4PyA==";
        String anew = VIDEO_ONLY.replace("mode=1", "mode=1;sprop-parameter-sets=" + sets);
        assertEquals(200, client.requestWithBody("ANNOUNCE", url, anew, SDP_TYPE, session).code());
        client.sendFrame(0, packet(105, 10_800, true, slice(TestStream.picture(3, true, 50))));
        client.sendFrame(0, packet(106, 14_400, true, slice(TestStream.picture(4, true, 50))));
        H264Format expected =
                new H264Format(
                        List.of(Bytes.ofHex("6742c00cda02802dd0800000030080000019478c195c")),
                        List.of(Bytes.ofHex("68ce0fc8")));
        while (!tracks.equals(List.of(new Track(0, expected)))) {
            assertTrue(units.poll(10, TimeUnit.SECONDS) != null, "described anew: " + tracks);
        }
        String other = VIDEO_ONLY.replace("H264", "H265");
        assertEquals(415, client.requestWithBody("ANNOUNCE", url, other, SDP_TYPE, session).code());
        assertEquals(
                459,
                client.requestWithBody("ANNOUNCE", rig.url("b"), anew, SDP_TYPE, session).code());
        assertEquals(1, rig.server.sessions());
    }

    /** Sequence numbers of 16 bits and timestamps of 32 end in the middle of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record",
                "RTP/AVP;unicast;client_port=PORT-9;mode=record"
            })
    void record_overTheEndsOfNumbers_isReadWithoutAGap(String transport) throws Exception {
        String session = announce(VIDEO_ONLY);
        PulledUnits pulled = new PulledUnits();
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                RtspClient reader = new RtspClient(rig.counters)) {
            setup(session, transport.replace("PORT", Integer.toString(rtp.getLocalPort())));
            assertEquals(200, client.request("RECORD", url, session).code());
            PacketWriter out =
                    transport.contains("TCP") ? packet -> client.sendFrame(0, packet) : to(rtp);
            int sequence = 0xFFFF - 30;
            for (byte[] set : parameterSets()) {
                out.write(packet(sequence++, timestamp(0), false, set));
            }
            out.write(picture(sequence++, 0));
            RtspSource source = RtspSource.of(RtspUrl.parse(url)).with(RtspSource.Carrier.TCP);
            reader.pull(source, pulled).toCompletableFuture().get(20, TimeUnit.SECONDS);
            for (int number = 1; number < 60; number++) {
                out.write(picture(sequence++ & 0xFFFF, number));
                Thread.sleep(1);
            }
            List<Integer> numbers = pulled.awaitPictures(55);
            for (int number = 0; number < numbers.size(); number++) {
                assertEquals(number, numbers.get(number));
            }
        }
        Unit before = units.poll(5, TimeUnit.SECONDS);
        for (int number = 1; number < 55; number++) {
            Unit unit = units.poll(5, TimeUnit.SECONDS);
            assertTrue(before != null && unit != null);
            assertEquals(TestStream.PICTURE_TICKS, unit.ptsTicks() - before.ptsTicks());
            before = unit;
        }
    }

    /** How packets reach the server. */
    private interface PacketWriter {
        void write(byte[] packet) throws IOException;
    }

    private PacketWriter to(DatagramSocket rtp) {
        return packet ->
                rtp.send(
                        new DatagramPacket(
                                packet,
                                packet.length,
                                InetAddress.getLoopbackAddress(),
                                rig.server.rtpPort()));
    }

    private static long timestamp(int number) {
        return (1L << 32) + (number - 20L) * TestStream.PICTURE_TICKS & 0xFFFF_FFFFL;
    }

    private static byte[] picture(int sequence, int number) {
        Unit picture = TestStream.picture(number, number == 0, 50);
        return packet(sequence, timestamp(number), true, slice(picture));
    }

    private static byte[][] parameterSets() {
        return new byte[][] {
            TestStream.VIDEO.sequenceParameterSets().getFirst().toByteArray(),
            TestStream.VIDEO.pictureParameterSets().getFirst().toByteArray()
        };
    }

    private void assertPictures() throws Exception {
        Unit first = units.poll(5, TimeUnit.SECONDS);
        assertTrue(first != null && first.randomAccess(), "key picture first");
        Unit second = units.poll(5, TimeUnit.SECONDS);
        assertTrue(second != null && !second.randomAccess(), "then the next");
        assertEquals(TestStream.PICTURE_TICKS, second.ptsTicks() - first.ptsTicks());
        assertEquals(Unpooled.wrappedBuffer(first.payload()).getInt(6), 0);
    }

    /** SPS, PPS, an IDR slice, then slices of two more pictures. */
    private static byte[][] keyPictureAndNext() {
        byte[] sps = TestStream.VIDEO.sequenceParameterSets().getFirst().toByteArray();
        byte[] pps = TestStream.VIDEO.pictureParameterSets().getFirst().toByteArray();
        return new byte[][] {
            packet(100, 0, false, sps),
            packet(101, 0, false, pps),
            packet(102, 0, true, slice(TestStream.picture(0, true, 50))),
            packet(103, 3_600, true, slice(TestStream.picture(1, false, 50))),
            packet(104, 7_200, true, slice(TestStream.picture(2, false, 50)))
        };
    }

    private static byte[] slice(Unit picture) {
        return Arrays.copyOfRange(picture.payload(), 4, picture.payload().length);
    }

    private static byte[] packet(int sequence, long timestamp, boolean marker, byte[] nalUnit) {
        ByteBuf out = Unpooled.buffer();
        RtpPacket.writeHeader(96, marker, sequence, timestamp, 0xABCD, out);
        out.writeBytes(nalUnit);
        return ByteBufUtil.getBytes(out);
    }

    private String announce(String sdp) throws Exception {
        RtspResponse response = client.requestWithBody("ANNOUNCE", url, sdp, SDP_TYPE);
        assertEquals(200, response.code(), response.reason());
        return SessionStateTest.sessionOf(response);
    }

    private void setup(String session, String transport) throws Exception {
        RtspResponse response =
                client.request("SETUP", url + "/streamid=0", "Transport: " + transport, session);
        assertEquals(200, response.code(), response.reason());
    }

    private void awaitSessions(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (rig.server.sessions() != count && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertEquals(count, rig.server.sessions());
    }

    private final class UnitListener implements LogListener {
        @Override
        public void onRecord(LoggedRecord record) {
            record.record().entryPoint().ifPresent(point -> tracks = point.tracks());
            units.addAll(record.record().units());
        }

        @Override
        public void onBatchEnd() {}

        @Override
        public void onFailure(Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
