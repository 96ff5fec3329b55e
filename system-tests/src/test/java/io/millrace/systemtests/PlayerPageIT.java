package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.BrowserPlayer.Look;
import io.millrace.systemtests.BrowserPlayer.Watched;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The player page in a real browser. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayerPageIT {
    /** How long playback is watched; 60 for figures. */
    private static final Duration WATCHED =
            Duration.ofSeconds(Integer.getInteger("millrace.browser.seconds", 12));

    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final double PLAYED_SECONDS = 4;

    private StandaloneDeployment deployment;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    @Test
    void page_openedBeforeThePublisher_waitsThenPlaysWithSoundAndLowLatency(@TempDir Path profile)
            throws Exception {
        String path = "page/waiting";
        try (BrowserPlayer player = open(profile, path)) {
            Look waiting = player.await("no message", look -> !look.message().isEmpty());
            assertEquals(0, waiting.pictures());
            try (ChildProcess _ = publish(path)) {
                player.awaitPlayback(waiting, PLAYED_SECONDS);
                Watched watched = player.watch(WATCHED);
                System.out.println("player page, hls.js: " + watched);
                assertTrue(watched.playedSeconds() > watched.wallSeconds() / 2, watched.toString());
                assertTrue(watched.last().audioBytes() > watched.first().audioBytes());
            }
        }
    }

    @Test
    void page_publisherRestarts_playsOn(@TempDir Path profile) throws Exception {
        String path = "page/restart";
        try (BrowserPlayer player = open(profile, path)) {
            Look before;
            try (ChildProcess _ = publish(path)) {
                before = player.awaitPlayback(player.look(), PLAYED_SECONDS);
            }
            Thread.sleep(AWAY);
            try (ChildProcess _ = publish(path)) {
                Look stopped = player.look();
                player.awaitPlayback(stopped, PLAYED_SECONDS);
                Watched after = player.watch(Duration.ofSeconds(2));
                System.out.println("player page, after the publisher's restart: " + after);
                assertTrue(after.last().seconds() > before.seconds());
                assertKeepsToItsAddress(player);
            }
        }
    }

    /** Opened anew with other settings: no bar, with sound, not playing by itself. */
    private static void assertKeepsToItsAddress(BrowserPlayer player) throws InterruptedException {
        player.evaluate(
                "(() => { location.search = '?controls=false&muted=false&autoplay=false';"
                        + " return 'leaves'; })()");
        player.awaitText(
                "(() => { const video = document.querySelector('video');"
                        + " const bar = document.getElementById('controls');"
                        + " return [location.search.length > 0, video.readyState > 0, bar.hidden,"
                        + " video.muted, video.autoplay, video.paused].join(); })()",
                "true,true,true,false,false,true");
    }

    private BrowserPlayer open(Path profile, String path) throws Exception {
        return BrowserPlayer.open(profile, deployment.ports().url("page", path));
    }

    private ChildProcess publish(String path) throws InterruptedException {
        return Publishers.publishLoop(
                PublishProtocol.RTMP, Clip.PLAIN, deployment.publishUrl("rtmp", path));
    }
}
