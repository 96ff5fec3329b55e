package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.systemtests.BrowserPlayer.Look;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Samples encrypted by the packager (SAMPLE-AES), decrypted by players that have the key only. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleEncryptionIT {
    private static final String PATH = "encrypted/samples";
    private static final int PICTURES = 75;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private StandaloneDeployment deployment;
    private ChildProcess publisher;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        ServerPorts ports = ServerPorts.take(new FreePorts());
        String settings =
                ports.yaml() + "paths: { %s: { hls-encryption: sample-aes } }\n".formatted(PATH);
        Path file = Files.writeString(folder.resolve("millrace.yml"), settings);
        deployment = StandaloneDeployment.configured(folder.resolve("data"), ports, file);
        publisher =
                Publishers.publishLoop(
                        PublishProtocol.RTMP, Clip.B_PICTURES, deployment.publishUrl("rtmp", PATH));
        Publishers.awaitHttp(deployment.readUrl("hls", PATH), publisher);
    }

    @AfterAll
    void stop() {
        publisher.close();
        deployment.close();
    }

    @Test
    void samples_encrypted_areReadByFfmpegUnitByUnit() throws Exception {
        List<FrameHash> published = FrameHashes.ofFile(Clip.B_PICTURES.file());
        try (FrameHashes reader = ReadProtocol.HLS.read(deployment, PATH)) {
            List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
            PublishedRun video = PublishedRun.find(published, read, true);
            assertEquals(0, video.first() % Clip.B_PICTURES.gopPictures());
            PublishedRun.find(published, read, false);
        }
    }

    @Test
    void samples_encrypted_arePlayedByShakaWithTheBrowsersClearKey(@TempDir Path profile)
            throws Exception {
        try (PlayerSite site = PlayerSite.start(PlayerScript.SHAKA);
                BrowserPlayer browser =
                        BrowserPlayer.open(profile, site.pageOf(deployment.readUrl("hls", PATH)))) {
            Look start = browser.look();
            browser.awaitPlayback(start, 3);
        }
    }
}
