package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertAll;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {RTSP/TCP, RTSP/UDP, RTMP} to every {@link ReadProtocol}, in one process; tunnels, timestamps
 * that wrap, and GStreamer.
 */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneMatrixIT {
    private static final int PICTURES = 50;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** How long publishers send before their timestamps wrap, in milliseconds. */
    private static final long BEFORE = 3_500;

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

    /**
     * MPEG-TS has 33 bits of 90 kHz, RTMP 32 of milliseconds, and extended timestamps from 0xFFFFFF
     * on: publishers pass them all, 3.5 seconds after they began.
     */
    @Test
    void timestamps_thatWrapOnTheWayIn_goOnForReaders(@TempDir Path folder) throws Exception {
        Path flv = FlvSender.make(Clip.PLAIN, 30, folder);
        try (FlvSender extended = FlvSender.start(rtmp(), "wraps/ext", flv, 0xFFFFFF - BEFORE);
                FlvSender wrapping =
                        FlvSender.start(rtmp(), "wraps/rtmp", flv, (1L << 32) - BEFORE);
                ChildProcess ts = publishTsNearItsWrap("wraps/ts")) {
            assertTogether(
                    List.of(
                            () -> check("extended RTMP", "wraps/ext", extended),
                            () -> check("wrapping RTMP", "wraps/rtmp", wrapping),
                            () -> check("wrapping TS", "wraps/ts", Publishers.Running.of(ts))));
        }
    }

    /** ffmpeg adds 1.4 seconds to what it is told. */
    private ChildProcess publishTsNearItsWrap(String path) throws InterruptedException {
        double seconds = (1L << 33) / 90_000.0 - 1.4 - BEFORE / 1_000.0;
        return Publishers.publishFrom(
                PublishProtocol.SRT,
                Clip.PLAIN.file(),
                deployment.publishUrl(PublishProtocol.SRT.scheme(), path),
                "%.3f".formatted(seconds));
    }

    private int rtmp() {
        return deployment.ports().rtmp();
    }

    private String check(String publish, String path, Publishers.Running publisher)
            throws InterruptedException {
        Set<ReadProtocol> reads =
                EnumSet.of(ReadProtocol.RTSP_TCP, ReadProtocol.RTMP, ReadProtocol.HLS);
        new ProtocolMatrix(deployment, reads).check(publish, Clip.PLAIN, path, publisher);
        return publish;
    }

    private static void assertTogether(List<Callable<String>> checks) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertAll(threads.invokeAll(checks).stream().map(check -> check::get));
        }
    }

    @Test
    void gstreamer_overRtmp_publishesAndReadsEveryUnit(@TempDir Path folder) throws Exception {
        require("rtmp2sink", "rtmp2src", "flvmux", "flvdemux", "mpegtsmux");
        String path = "peers/gstreamer";
        Path file = folder.resolve("rtmp.ts");
        try (ChildProcess publisher =
                GstPeer.publishRtmp(Clip.PLAIN.file(), deployment.publishUrl("rtmp", path))) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (ChildProcess reader =
                    GstPeer.readRtmp(ReadProtocol.RTMP.url(deployment, path), file)) {
                Set<ReadProtocol> reads = EnumSet.of(ReadProtocol.RTSP_TCP, ReadProtocol.HTTP_TS);
                new ProtocolMatrix(deployment, reads)
                        .check("GStreamer", Clip.PLAIN, path, publisher);
                GstPeer.awaitRead(file, reader);
            }
        }
        GstPeer.assertRead(FrameHashes.ofFile(Clip.PLAIN.file()), file);
    }

    @Test
    void gstreamer_overRtsp_readsEveryPicture(@TempDir Path folder) throws Exception {
        require("rtspsrc", "rtph264depay", "rtpmp4gdepay", "h264parse", "aacparse");
        String path = "peers/gstreamer-rtsp";
        Path file = folder.resolve("rtsp.h264");
        String url = ReadProtocol.RTSP_TCP.url(deployment, path);
        try (ChildProcess publisher =
                Publishers.publish(
                        PublishProtocol.RTSP_TCP,
                        Clip.PLAIN,
                        deployment.publishUrl("rtsp", path))) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (ChildProcess reader = GstPeer.readRtsp(url, file)) {
                GstPeer.awaitRead(file, reader);
            }
        }
        GstPeer.assertPicturesRead(FrameHashes.ofFile(Clip.PLAIN.file()), file);
    }

    private static void require(String... elements) throws InterruptedException {
        Optional<String> problem = GstPeer.problem(elements);
        problem.ifPresent(System.out::println);
        Assumptions.assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
    }
}
