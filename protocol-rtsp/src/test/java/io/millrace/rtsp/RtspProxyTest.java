package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Client;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of a proxy that is believed, which tells whom it connects. */
@Timeout(60)
class RtspProxyTest {
    private static final String HEADER = "PROXY TCP4 10.9.8.7 127.0.0.1 50000 554\r\n";

    private final OneUser user = new OneUser();
    private RtspRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start(settings(InetAddress::isLoopbackAddress), user::guard);
    }

    private static RtspServerSettings settings(Predicate<InetAddress> trusted) {
        return RtspServerSettings.standard()
                .withSecurity(RtspSecurity.standard().withProxies(trusted));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void request_behindProxy_isOfThePeerThatItTells() throws Exception {
        try (RawRtspClient client = new RawRtspClient(rig.server.port())) {
            client.send(HEADER);
            assertEquals(401, client.request("DESCRIBE", rig.url("live/a")).code());
            Client seen = user.seen.poll(10, TimeUnit.SECONDS);
            assertTrue(seen != null);
            assertEquals(
                    Optional.of(new InetSocketAddress(InetAddress.ofLiteral("10.9.8.7"), 50_000)),
                    seen.address());
        }
    }

    @Test
    void setup_overUdpBehindProxy_isRefused() throws Exception {
        rig.close();
        rig = RtspRig.start(settings(InetAddress::isLoopbackAddress));
        TestStream.publisher(rig, "live/a").write(TestStream.picture(0, true, 100));
        try (RawRtspClient client = new RawRtspClient(rig.server.port())) {
            client.send(HEADER);
            String url = rig.url("live/a") + "/trackID=0";
            String udp = "Transport: RTP/AVP;unicast;client_port=5000-5001";
            assertEquals(461, client.request("SETUP", url, udp).code());
        }
    }

    @Test
    void proxy_withoutHeader_isCutOffAndCounted() throws Exception {
        try (RawRtspClient client = new RawRtspClient(rig.server.port())) {
            client.send("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n");
            assertTrue(client.isClosedByPeer());
            assertEquals(1, rig.count("rtsp_connections_refused"));
        }
    }

    @Test
    void header_ofWhoIsNotTrusted_isNoRequest() throws Exception {
        rig.close();
        rig = RtspRig.start(settings(_ -> false));
        try (RawRtspClient client = new RawRtspClient(rig.server.port())) {
            client.send(HEADER + "\r\n");
            assertEquals(400, client.response().code());
        }
    }
}
