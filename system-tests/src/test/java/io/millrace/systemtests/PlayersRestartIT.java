package io.millrace.systemtests;

import io.millrace.systemtests.BrowserPlayer.Look;
import io.millrace.systemtests.BrowserPlayer.Watched;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Players go on while the publisher goes away and comes back, and while one of two packagers is
 * killed and started again. {@code -Dmillrace.browser.seconds=60} watches all players, each for so
 * long.
 */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayersRestartIT {
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final double PLAYED_SECONDS = 3;

    /** In three stretches: before, between and after the two restarts. */
    private static final Duration STRETCH =
            Duration.ofSeconds(Integer.getInteger("millrace.browser.seconds", 3) / 3);

    private PackagerPair packagers;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        packagers = PackagerPair.start(data);
    }

    @AfterAll
    void stop() {
        packagers.close();
    }

    /** Who plays what. */
    enum Player {
        PAGE(Optional.empty(), ""),
        DASH_JS(Optional.of(PlayerScript.DASH), "/manifest.mpd"),
        SHAKA_DASH(Optional.of(PlayerScript.SHAKA), "/manifest.mpd");

        private final Optional<PlayerScript> script;
        private final String file;

        Player(Optional<PlayerScript> script, String file) {
            this.script = script;
            this.file = file;
        }
    }

    /**
     * All where figures are asked for; else one, since the page's restarts are tested elsewhere.
     */
    static List<Player> players() {
        return Integer.getInteger("millrace.browser.seconds") == null
                ? List.of(Player.DASH_JS)
                : List.of(Player.values());
    }

    @ParameterizedTest
    @MethodSource("players")
    void publisherAndPackager_restarted_playerGoesOn(Player player, @TempDir Path profile)
            throws Exception {
        String path = "players/" + player.name();
        String url = packagers.url(path) + player.file;
        if (player.script.isEmpty()) {
            play(player, path, url, profile);
            return;
        }
        try (PlayerSite site = PlayerSite.start(player.script.get())) {
            play(player, path, site.pageOf(url), profile);
        }
    }

    private void play(Player player, String path, String page, Path profile) throws Exception {
        List<Watched> watched = new ArrayList<>();
        ChildProcess publisher = publish(path);
        Publishers.awaitHttp(packagers.url(path + "/index.m3u8"), publisher);
        try (BrowserPlayer browser = BrowserPlayer.open(profile, page)) {
            Look before = goOn(browser, browser.look(), watched);
            packagers.kill(0);
            before = goOn(browser, before, watched);
            packagers.restart(0);
            publisher.close();
            Thread.sleep(AWAY);
            publisher = publish(path);
            Look last = goOn(browser, before, watched);
            System.out.printf(
                    "%s over the restarts of a packager and the publisher: at %.1f s, %d waits; %s%n",
                    player, last.seconds(), last.waits(), watched);
        } finally {
            publisher.close();
        }
    }

    /** Plays on beyond {@code before}, without a message that it has ended. */
    private static Look goOn(BrowserPlayer browser, Look before, List<Watched> watched)
            throws InterruptedException {
        browser.awaitPlayback(before, PLAYED_SECONDS);
        watched.add(browser.watch(STRETCH));
        return browser.look();
    }

    private ChildProcess publish(String path) throws InterruptedException {
        return Publishers.publishLoop(
                PublishProtocol.RTMP, Clip.PLAIN, packagers.publishUrl("rtmp", path));
    }
}
