package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Counters;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtspRolesTest {
    private static final String SDP_TYPE = "Content-Type: application/sdp";
    private static final RtspServerSettings SETTINGS =
            RtspServerSettings.standard().withAddress("127.0.0.1").withPorts(0, 0, 0);

    private RtspRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void readOnlyServer_refusesPublishersOrSendsThemElsewhere() throws Exception {
        try (RtspServer server = start(RtspRoles.readOnly(rig.reading, Redirects.none()));
                RawRtspClient client = new RawRtspClient(server.port())) {
            RtspResponse refused = announce(client, server);
            assertEquals(405, refused.code());
            assertFalse(refused.headers().first("Allow").orElseThrow().contains("RECORD"));
        }
        Redirects toIngest = (role, path, _) -> Optional.of("rtsp://ingest/" + role + "/" + path);
        try (RtspServer server = start(RtspRoles.readOnly(rig.reading, toIngest));
                RawRtspClient client = new RawRtspClient(server.port())) {
            RtspResponse moved = announce(client, server);
            assertEquals(302, moved.code());
            assertEquals(
                    "rtsp://ingest/PUBLISH/a", moved.headers().first("Location").orElseThrow());
        }
    }

    @Test
    void publishOnlyServer_refusesReaders() throws Exception {
        try (RtspServer server = start(RtspRoles.publishOnly(rig.publishing, Redirects.none()));
                RawRtspClient client = new RawRtspClient(server.port())) {
            String url = "rtsp://127.0.0.1:" + server.port() + "/a";
            assertEquals(405, client.request("DESCRIBE", url).code());
            String transport = "Transport: RTP/AVP/TCP;interleaved=0-1";
            assertEquals(405, client.request("SETUP", url + "/trackID=0", transport).code());
            assertEquals(200, announce(client, server).code());
        }
    }

    @Test
    void start_onAUsedPort_saysWhichOne() throws Exception {
        try (DatagramSocket used = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = used.getLocalPort();
            IOException e =
                    assertThrows(
                            IOException.class,
                            () -> start(SETTINGS.withPorts(0, port, 0), rig.reading));
            assertEquals("cannot listen on udp 127.0.0.1:" + port, e.getMessage());
        }
        int tcp = rig.server.port();
        IOException e =
                assertThrows(
                        IOException.class, () -> start(SETTINGS.withPorts(tcp, 0, 0), rig.reading));
        assertEquals("cannot listen on 127.0.0.1:" + tcp, e.getMessage());
    }

    @Test
    void describe_pathIsElsewhere_isFoundThere() throws Exception {
        Reading moved =
                _ ->
                        CompletableFuture.failedFuture(
                                RefusedException.moved("rtsp://b.example/x", "elsewhere"));
        try (RtspServer server = start(SETTINGS, moved);
                RawRtspClient client = new RawRtspClient(server.port())) {
            RtspResponse response =
                    client.request("DESCRIBE", "rtsp://127.0.0.1:" + server.port() + "/a");
            assertEquals(302, response.code());
            assertEquals("rtsp://b.example/x", response.headers().first("Location").orElseThrow());
        }
    }

    private static RtspServer start(RtspServerSettings settings, Reading reading)
            throws IOException {
        return RtspServer.start(
                settings,
                RtspRoles.readOnly(reading, Redirects.none()),
                new Counters(),
                Optional.empty());
    }

    private static RtspServer start(RtspRoles roles) throws IOException {
        return RtspServer.start(SETTINGS, roles, new Counters(), Optional.empty());
    }

    private static RtspResponse announce(RawRtspClient client, RtspServer server) throws Exception {
        String url = "rtsp://127.0.0.1:" + server.port() + "/a";
        return client.requestWithBody("ANNOUNCE", url, TestStream.sdp(), SDP_TYPE);
    }
}
