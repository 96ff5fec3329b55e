package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.BrowserPlayer.Look;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.MillraceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The four services and a broker as five JVMs; the tests that kill one of them come last. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServicesIT {
    private static final int PICTURES = 50;
    private static final double PLAYED_SECONDS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private ServicesDeployment deployment;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = ServicesDeployment.start(data);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    @Order(1)
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

    @Order(2)
    @Test
    void packager_killedAndStartedAgain_browserPlaysOn(@TempDir Path profile) throws Exception {
        String path = "failover/packager";
        String page = deployment.packager().ports().url("page", path);
        try (ChildProcess _ =
                        Publishers.publishLoop(
                                PublishProtocol.RTMP,
                                Clip.PLAIN,
                                deployment.publishUrl("rtmp", path));
                BrowserPlayer player = BrowserPlayer.open(profile, page)) {
            Look before = player.awaitPlayback(player.look(), PLAYED_SECONDS);
            deployment.packager().process().kill();
            deployment.restartPackager();
            Look after = player.awaitPlayback(player.look(), PLAYED_SECONDS);
            assertTrue(after.seconds() > before.seconds(), before + " " + after);
        }
    }

    @Order(3)
    @Test
    void ingest_killed_publisherGoesToAnotherAndTheReaderGoesOn() throws Exception {
        String path = "failover/ingest";
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        try (MillraceProcess second = deployment.startIngest().awaitReady();
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.RTSP_TCP,
                                Clip.PLAIN,
                                deployment.publishUrl("rtsp", path))) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (FrameHashes reader = ReadProtocol.RTSP_TCP.read(deployment, path)) {
                reader.awaitVideo(PICTURES, LIMIT);
                deployment.ingest().process().kill();
                publisher.kill();
                String url = second.ports().url("rtsp", path);
                try (ChildProcess _ =
                        Publishers.publish(PublishProtocol.RTSP_TCP, Clip.PLAIN, url)) {
                    List<FrameHash> read = PublisherRestartIT.awaitSecond(published, reader);
                    ContinuedReading.assertContinued(published, read);
                    checkPlayFailover(published, path);
                }
            }
        } catch (AssertionError e) {
            System.out.println(deployment.output());
            throw e;
        }
    }

    /** The publication goes on; the play service that the reader used is gone. */
    private void checkPlayFailover(List<FrameHash> published, String path)
            throws InterruptedException {
        try (MillraceProcess second = deployment.startPlay().awaitReady()) {
            deployment.play().process().kill();
            try (FrameHashes reader =
                    ReadProtocol.RTSP_TCP.readUrl(second.ports().url("rtsp", path))) {
                List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
                PublishedRun run = PublishedRun.find(published, read, true);
                assertTrue(run.length() >= PICTURES);
            }
        }
    }
}
