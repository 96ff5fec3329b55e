package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Publisher;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtspServerTimeoutTest {
    private RtspRig rig;
    private Publisher publisher;

    @BeforeEach
    void start() throws Exception {
        rig =
                RtspRig.start(
                        RtspServerSettings.standard()
                                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        publisher = TestStream.publisher(rig, "a");
        publisher.write(TestStream.picture(0, true, 100));
        publisher.write(TestStream.picture(1, false, 100));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void udpReader_withoutSignOfLife_timesOut() throws Exception {
        try (RawRtspClient client = new RawRtspClient(rig.server.port())) {
            play(client, "RTP/AVP;unicast;client_port=9-10");
            awaitNoSession();
        }
        assertEquals(1, rig.count("rtsp_sessions_ended"));
    }

    @Test
    void tcpReader_thatTakesNothing_isClosed() throws Exception {
        try (RawRtspClient client = new RawRtspClient(rig.server.port())) {
            play(client, "RTP/AVP/TCP;unicast;interleaved=0-1");
            for (int picture = 2; picture < 300; picture++) {
                publisher.write(TestStream.picture(picture, picture % 25 == 0, 60_000));
            }
            awaitNoSession();
            assertTrue(client.isClosedByPeer());
        }
    }

    private void play(RawRtspClient client, String transport) throws Exception {
        RtspResponse setup =
                client.request("SETUP", rig.url("a") + "/trackID=0", "Transport: " + transport);
        assertEquals(200, setup.code());
        String id = setup.headers().first("Session").orElseThrow().replace(";timeout=2", "");
        assertEquals(200, client.request("PLAY", rig.url("a"), "Session: " + id).code());
    }

    private void awaitNoSession() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (rig.server.sessions() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertEquals(0, rig.server.sessions());
    }
}
