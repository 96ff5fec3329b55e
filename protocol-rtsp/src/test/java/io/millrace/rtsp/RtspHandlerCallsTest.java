package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.read.Playback;
import io.millrace.rtsp.read.ReadListener;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.read.RtspFlavour;
import io.millrace.rtsp.read.TcpOutput;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of a handler that may refuse, or only listen. */
@Timeout(60)
class RtspHandlerCallsTest {
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";

    private final ServerStream stream = ServerStream.of("made", TestStream.BOTH);
    private final Gate gate = new Gate(stream);

    /** Lets play and pause as a test wants it, and notes all requests and answers. */
    private static final class Gate implements RtspHandler.Reading {
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final ServerStream stream;
        volatile boolean open;

        Gate(ServerStream stream) {
            this.stream = stream;
        }

        @Override
        public ServerStream onDescribe(StreamRequest request) {
            return stream;
        }

        @Override
        public void onPlay(PeerSession session) throws RefusedException {
            refuse("play");
        }

        @Override
        public void onPause(PeerSession session) throws RefusedException {
            refuse("pause");
        }

        private void refuse(String what) throws RefusedException {
            heard.add(what);
            if (!open) {
                throw new RefusedException(RefusedException.Cause.FORBIDDEN, "no " + what);
            }
        }

        @Override
        public void onRequest(Client peer, RtspRequest request) {
            heard.add("> " + request.method());
        }

        @Override
        public void onResponse(Client peer, RtspResponse response) {
            heard.add("< " + response.code());
        }
    }

    @Test
    void playAndPause_thatTheHandlerRefuses_leaveTheSessionAsItWas() throws Exception {
        try (RtspServer server =
                        RtspServer.start(
                                RtspServerSettings.standard()
                                        .withAddress("127.0.0.1")
                                        .withPorts(0, 0, 0),
                                gate,
                                new Counters());
                RawRtspClient client = new RawRtspClient(server.port())) {
            String url = "rtsp://127.0.0.1:" + server.port() + "/made";
            RtspResponse setup = client.request("SETUP", url + "/trackID=0", TCP);
            String session = SessionStateTest.sessionOf(setup);
            RtspResponse refused = client.request("PLAY", url, session);
            assertEquals(403, refused.code());
            assertTrue(refused.reason().contains("no play"), refused.reason());
            assertEquals(0, stream.readers());
            gate.open = true;
            assertEquals(200, client.request("PLAY", url, session).code());
            gate.open = false;
            assertEquals(403, client.request("PAUSE", url, session).code());
            assertEquals(1, stream.readers());
            gate.open = true;
            assertEquals(200, client.request("PAUSE", url, session).code());
            assertEquals(0, stream.readers());
        }
        assertEquals(
                List.of(
                        "> SETUP", "< 200", "> PLAY", "play", "< 403", "> PLAY", "play", "< 200",
                        "> PAUSE", "pause", "< 403", "> PAUSE", "pause", "< 200"),
                gate.heard);
        stream.close();
    }

    private static final class NoListener implements ReadListener {
        @Override
        public void onFirstImage(RtpInfo info) {}

        @Override
        public void onEnd(EndReason reason) {}
    }

    @Test
    void reader_getsASenderReportAtPlayAndEveryTenSeconds() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        stream.writeRtp(0, new RtpPacket(96, true, 1, 0, 7, Unpooled.wrappedBuffer(new byte[10])));
        Playback playback =
                stream.play(
                        new Playback.Request(
                                new RtspFlavour.Tcp(Map.of(0, 0)),
                                new TcpOutput(channel, Map.of(0, 1)),
                                channel.eventLoop(),
                                List.of(0),
                                new NoListener()));
        assertEquals(1, reports(channel));
        for (int period = 0; period < 3; period++) {
            pass(channel, 9_999);
            assertEquals(0, reports(channel));
            pass(channel, 1);
            assertEquals(1, reports(channel));
        }
        playback.close();
        pass(channel, 20_000);
        assertEquals(0, reports(channel));
        channel.finishAndReleaseAll();
        stream.close();
    }

    private static void pass(EmbeddedChannel channel, long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
    }

    /** Sender reports in interleaved frames that were sent since the last call. */
    private int reports(EmbeddedChannel channel) {
        int reports = 0;
        for (ByteBuf frame = channel.readOutbound();
                frame != null;
                frame = channel.readOutbound()) {
            assertEquals(1, frame.getUnsignedByte(1));
            assertEquals(200, frame.getUnsignedByte(5), "a sender report");
            assertEquals(stream.ssrc(0), frame.getUnsignedInt(8));
            frame.release();
            reports++;
        }
        return reports;
    }
}
