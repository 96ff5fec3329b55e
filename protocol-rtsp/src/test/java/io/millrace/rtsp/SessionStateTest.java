package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Publisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each row of the table in {@link SessionState}, over a real connection. */
class SessionStateTest {
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
    private static final String SDP_TYPE = "Content-Type: application/sdp";

    private RtspRig rig;
    private RawRtspClient client;
    private String url;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
        client = new RawRtspClient(rig.server.port());
        url = rig.url("live/a");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        rig.close();
    }

    @Test
    void requests_withoutSession_areAnswered454() throws Exception {
        for (String method : new String[] {"PLAY", "PAUSE", "RECORD", "TEARDOWN"}) {
            assertEquals(454, client.request(method, url).code(), method);
            assertEquals(454, client.request(method, url, "Session: nosuch").code(), method);
        }
        assertEquals(454, client.request("SETUP", url, TCP, "Session: nosuch").code());
    }

    @Test
    void requests_whenReadyToPlay_followTheTable() throws Exception {
        String session = readyToPlay();

        assertEquals(455, announce(session));
        assertEquals(455, client.request("RECORD", url, session).code());
        assertEquals(200, client.request("PAUSE", url, session).code());
        assertEquals(200, client.request("PLAY", url, session).code());
    }

    @Test
    void requests_whenPlaying_followTheTable() throws Exception {
        String session = readyToPlay();
        client.request("PLAY", url, session);

        assertEquals(455, announce(session));
        assertEquals(
                455,
                client.request(
                                "SETUP",
                                url + "/trackID=1",
                                session,
                                "Transport: RTP/AVP/TCP;interleaved=2-3")
                        .code());
        assertEquals(455, client.request("RECORD", url, session).code());
        assertEquals(200, client.request("PLAY", url, session).code());
        assertEquals(200, client.request("PAUSE", url, session).code());
        assertEquals(200, client.request("TEARDOWN", url, session).code());
        assertEquals(454, client.request("PLAY", url, session).code());
    }

    @Test
    void requests_whenReadyToRecord_followTheTable() throws Exception {
        String session = announced();

        assertEquals(455, announce(session));
        assertEquals(455, client.request("PLAY", url, session).code());
        assertEquals(455, client.request("RECORD", url, session).code(), "nothing is set up");
        assertEquals(200, setupRecord(session, 0));
        assertEquals(200, client.request("PAUSE", url, session).code());
        assertEquals(200, client.request("RECORD", url, session).code());
    }

    @Test
    void requests_whenRecording_followTheTable() throws Exception {
        String session = announced();
        setupRecord(session, 0);
        client.request("RECORD", url, session);

        assertEquals(200, announce(session));
        assertEquals(455, setupRecord(session, 1));
        assertEquals(455, client.request("PLAY", url, session).code());
        assertEquals(200, client.request("RECORD", url, session).code());
        assertEquals(200, client.request("PAUSE", url, session).code());
        assertEquals(200, client.request("RECORD", url, session).code());
        assertEquals(200, client.request("GET_PARAMETER", url, session).code());
        assertEquals(200, client.request("TEARDOWN", url, session).code());
        assertEquals(0, rig.server.sessions());
    }

    private String readyToPlay() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        publisher.write(TestStream.picture(0, true, 100));
        publisher.write(TestStream.picture(1, false, 100));
        RtspResponse setup = client.request("SETUP", url + "/trackID=0", TCP);
        assertEquals(200, setup.code());
        return sessionOf(setup);
    }

    private String announced() throws Exception {
        RtspResponse response = client.requestWithBody("ANNOUNCE", url, TestStream.sdp(), SDP_TYPE);
        assertEquals(200, response.code());
        return sessionOf(response);
    }

    private int announce(String session) throws Exception {
        return client.requestWithBody("ANNOUNCE", url, TestStream.sdp(), SDP_TYPE, session).code();
    }

    private int setupRecord(String session, int track) throws Exception {
        String transport =
                "Transport: RTP/AVP/TCP;interleaved=%d-%d;mode=record"
                        .formatted(2 * track, 2 * track + 1);
        return client.request("SETUP", url + "/trackID=" + track, transport, session).code();
    }

    static String sessionOf(RtspResponse response) {
        String value = response.headers().first("Session").orElseThrow();
        assertEquals(";timeout=60", value.substring(value.indexOf(';')));
        return "Session: " + value.substring(0, value.indexOf(';'));
    }
}
