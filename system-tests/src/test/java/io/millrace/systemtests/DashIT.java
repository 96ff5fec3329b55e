package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.systemtests.BrowserPlayer.Look;
import io.millrace.systemtests.BrowserPlayer.Watched;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.InstalledProgram;
import io.millrace.testkit.NormalForm;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live DASH, and HLS by others' players, in real browsers and programs. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashIT {
    private static final String PATH = "dash/live";
    private static final int PICTURES = 75;
    private static final int READ_BYTES = 250_000;
    private static final double PLAYED_SECONDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** How long playback is watched; 60 for figures. */
    private static final Duration WATCHED =
            Duration.ofSeconds(Integer.getInteger("millrace.browser.seconds", 6));

    private StandaloneDeployment deployment;
    private ChildProcess publisher;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data);
        publisher =
                Publishers.publishLoop(
                        PublishProtocol.RTMP, Clip.B_PICTURES, deployment.publishUrl("rtmp", PATH));
        Publishers.awaitHttp(deployment.readUrl("dash", PATH), publisher);
    }

    private ChildProcess publish(String path) throws InterruptedException {
        return Publishers.publishLoop(
                PublishProtocol.RTMP, Clip.B_PICTURES, deployment.publishUrl("rtmp", path));
    }

    @AfterAll
    void stop() {
        publisher.close();
        deployment.close();
    }

    /** From the beginning: of a segment that leaves the list while it is read, ffmpeg skips one. */
    @Test
    void manifest_byItsOtherName_isReadByFfmpegUnitByUnit() throws Exception {
        String path = "dash/other-name";
        String url = deployment.readUrl("dash", path).replace("manifest.mpd", "index.mpd");
        List<FrameHash> published = FrameHashes.ofFile(Clip.B_PICTURES.file());
        try (ChildProcess fresh = publish(path)) {
            Publishers.awaitHttp(url, fresh);
            try (FrameHashes reader = FrameHashes.read("reader of index.mpd", false, "-i", url)) {
                List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
                PublishedRun video = PublishedRun.find(published, read, true);
                PublishedRun audio = PublishedRun.find(published, read, false);
                assertEquals(0, video.first() % Clip.B_PICTURES.gopPictures());
                assertTrue(video.maxDeviationMicros() < 2_000, video::toString);
                assertTrue(audio.maxDeviationMicros() < 2_000, audio::toString);
            }
        }
    }

    /** Pictures only: what it makes of audio goes through its own parsers. */
    @Test
    void playlists_ofEachVariant_areReadByGstreamerUnitByUnit(@TempDir Path folder)
            throws Exception {
        InstalledProgram gstreamer = new InstalledProgram("gst-launch-1.0");
        gstreamer.problem().ifPresent(System.out::println);
        assumeTrue(gstreamer.problem().isEmpty(), "no GStreamer");
        String path = "dash/gstreamer";
        String playlists = deployment.ports().url("page", path) + "/";
        Map<String, String> demuxers =
                Map.of("index.m3u8", "qtdemux", "track-0.m3u8", "qtdemux", "ts.m3u8", "tsdemux");
        List<ChildProcess> readers = new ArrayList<>();
        try (ChildProcess fresh = publish(path)) {
            Publishers.awaitHttp(playlists + "index.m3u8", fresh);
            for (Map.Entry<String, String> variant : demuxers.entrySet()) {
                String pipeline =
                        "-q souphttpsrc location=%s ! hlsdemux ! %s ! h264parse ! %s ! filesink buffer-mode=2 location=%s"
                                .formatted(
                                        playlists + variant.getKey(),
                                        variant.getValue(),
                                        "video/x-h264,stream-format=byte-stream,alignment=au",
                                        folder.resolve(variant.getKey() + ".h264"));
                readers.add(
                        ChildProcess.start(
                                "gst-launch " + variant.getKey(),
                                gstreamer.command(pipeline.split(" ", -1)),
                                Map.of()));
            }
            for (String variant : demuxers.keySet()) {
                awaitBytes(folder.resolve(variant + ".h264"), readers);
            }
        } finally {
            readers.forEach(ChildProcess::close);
        }
        List<FrameHash> published = FrameHashes.ofFile(Clip.B_PICTURES.file());
        for (String variant : demuxers.keySet()) {
            List<FrameHash> read =
                    FrameHashes.ofFile(
                            folder.resolve(variant + ".h264"),
                            NormalForm.ofVideo(NormalForm.H264).withoutAudio());
            PublishedRun run = PublishedRun.find(published, read.subList(0, read.size() - 1), true);
            assertTrue(run.length() > Clip.B_PICTURES.gopPictures(), variant + " " + run);
        }
    }

    private static void awaitBytes(Path file, List<ChildProcess> readers) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file) || Files.size(file) < READ_BYTES) {
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> file + " " + readers.stream().map(ChildProcess::output).toList());
            Thread.sleep(100);
        }
    }

    @ParameterizedTest
    @CsvSource({"DASH, dash", "SHAKA, dash", "SHAKA, hls"})
    void player_inABrowser_playsWithoutStandingStill(
            PlayerScript player, String protocol, @TempDir Path profile) throws Exception {
        try (PlayerSite site = PlayerSite.start(player);
                BrowserPlayer browser =
                        BrowserPlayer.open(
                                profile, site.pageOf(deployment.readUrl(protocol, PATH)))) {
            Look start = browser.look();
            browser.awaitPlayback(start, PLAYED_SECONDS);
            Watched watched = browser.watch(WATCHED);
            System.out.println(player + " plays " + protocol + ": " + watched);
            assertTrue(watched.playedSeconds() > watched.wallSeconds() / 2, watched.toString());
            assertTrue(watched.last().audioBytes() > watched.first().audioBytes());
        }
    }
}
