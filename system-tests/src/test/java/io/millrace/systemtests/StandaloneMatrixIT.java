package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.client.RtspSource.Carrier;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {RTSP/TCP, RTSP/UDP, RTMP} to every {@link ReadProtocol}, in one process; and tunnels. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneMatrixIT {
    private static final int PICTURES = 50;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private StandaloneDeployment deployment;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RTSP_TCP, PLAIN", "RTSP_TCP, B_PICTURES",
        "RTSP_UDP, PLAIN", "RTSP_UDP, B_PICTURES",
        "RTMP, PLAIN", "RTMP, B_PICTURES"
    })
    void read_everyProtocolAtOnce_bringsEveryUnit(PublishProtocol publish, Clip clip)
            throws Exception {
        new ProtocolMatrix(deployment).check(publish, clip);
    }

    @Test
    void publish_inTunnels_isReadInTunnels() throws Exception {
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        String up = deployment.publishUrl("rtsp", "tunnel/up");
        int port = deployment.rtspReadPort();
        try (ChildProcess publisher =
                Publishers.publish(PublishProtocol.RTSP_TCP, Clip.PLAIN, up)) {
            Publishers.awaitRtsp(port, "tunnel/up", publisher);
            try (TunnelRelay _ = relay(up, Carrier.WEBSOCKET, "tunnel/http", Carrier.HTTP);
                    TunnelRelay _ =
                            relay(up, Carrier.HTTP, "tunnel/websocket", Carrier.WEBSOCKET)) {
                for (String path : List.of("tunnel/http", "tunnel/websocket")) {
                    Publishers.awaitRtsp(port, path, publisher);
                    try (FrameHashes reader = ReadProtocol.RTSP_HTTP.read(deployment, path)) {
                        List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
                        PublishedRun video = PublishedRun.find(published, read, true);
                        assertTrue(video.length() >= PICTURES, video::toString);
                        assertTrue(PublishedRun.find(published, read, false).length() > 1);
                    }
                }
            }
        }
    }

    private TunnelRelay relay(String from, Carrier in, String to, Carrier out) throws Exception {
        String url = deployment.publishUrl("rtsp", to);
        return TunnelRelay.start(new TunnelRelay.End(from, in), new TunnelRelay.End(url, out));
    }
}
