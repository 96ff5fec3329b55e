package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.testkit.ManualClock;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A path that offers others as its renditions. */
final class LadderTest {
    private static final PathName SHOW = new PathName("live/show");
    private static final PathName HIGH = new PathName("live/show-high");
    private static final PathName LOW = new PathName("live/show-low");

    private final ManualClock clock = ManualClock.create();
    private final ManualTicker ticker = new ManualTicker();
    private final MemoryStreamLog log = new MemoryStreamLog(64 << 20, clock, Runnable::run);
    private final AtomicReference<List<PathName>> ladder =
            new AtomicReference<>(List.of(HIGH, LOW));
    private final Packager packager = packager();

    private Packager packager() {
        PathPackaging one =
                PathPackaging.of(
                        true,
                        true,
                        Duration.ofSeconds(2),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10));
        return new Packager(
                log,
                new PackagerConfig(
                        path -> path.equals(SHOW) ? one.of(ladder.get()) : one,
                        PackagerConfig.Limits.standard()),
                new Packager.Surroundings(Runnable::run, ticker, clock, new Counters()),
                new SegmentRenderer(PooledByteBufAllocator.DEFAULT, new Counters()));
    }

    @AfterEach
    void close() {
        packager.close();
        log.close();
    }

    private static String text(CompletionStage<Outcome<byte[]>> answer) {
        if (answer.toCompletableFuture().join() instanceof Outcome.Found<byte[]>(byte[] text)) {
            return new String(text, StandardCharsets.UTF_8);
        }
        throw new AssertionError("not found");
    }

    private static long count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1L;
    }

    private void publishBoth() {
        new LivePath(log, HIGH, 1, 2_000).seconds(0, 9);
        new LivePath(log, LOW, 1, 200).seconds(0, 9);
    }

    @Test
    void master_ofRenditions_hasEachVideoAndNoAudioThatIsNeverSent() {
        publishBoth();
        String master = text(packager.masterPlaylist(SHOW));
        assertEquals(2, count(master, "#EXT-X-STREAM-INF"), master);
        assertEquals(0, count(master, "#EXT-X-MEDIA:TYPE=AUDIO"), master);
        assertTrue(master.contains("\n../../live/show-high/track-0.m3u8\n"), master);
        assertTrue(master.contains("\n../../live/show-low/track-0.m3u8\n"), master);
    }

    @Test
    void manifest_ofRenditions_isOneSetOfTheirVideos() {
        publishBoth();
        String manifest = text(packager.manifest(SHOW));
        assertEquals(1, count(manifest, "contentType=\"video\""), manifest);
        assertTrue(manifest.contains("id=\"live/show-high.0\""), manifest);
        assertTrue(manifest.contains("media=\"../../live/show-low/time-0-$Time$.m4s\""), manifest);
    }

    @Test
    void rendition_thatIsAbsent_isLeftOutAndComesBack() {
        LivePath high = new LivePath(log, HIGH, 1).seconds(0, 9);
        assertFalse(text(packager.masterPlaylist(SHOW)).contains("low"));
        assertFalse(text(packager.manifest(SHOW)).contains("low"));
        LivePath low = new LivePath(log, LOW, 1).seconds(4, 9);
        assertTrue(text(packager.masterPlaylist(SHOW)).contains("low"));
        assertTrue(text(packager.manifest(SHOW)).contains("low"));
        clock.advance(Duration.ofSeconds(11));
        high.seconds(9, 20);
        assertFalse(text(packager.masterPlaylist(SHOW)).contains("low"));
        low.seconds(18, 23);
        assertTrue(text(packager.masterPlaylist(SHOW)).contains("low"));
    }

    @Test
    void ladder_changedInPlace_isShownAtTheNextRequestAndDisturbsNobody() {
        publishBoth();
        text(packager.masterPlaylist(SHOW));
        byte[] before =
                text(packager.trackPlaylist(HIGH, 0, PlaylistQuery.AT_ONCE))
                        .getBytes(StandardCharsets.UTF_8);
        ladder.set(List.of(HIGH));
        assertFalse(text(packager.masterPlaylist(SHOW)).contains("low"));
        ladder.set(List.of(LOW, HIGH));
        String swapped = text(packager.masterPlaylist(SHOW));
        assertTrue(swapped.indexOf("low/track-0") < swapped.indexOf("high/track-0"), swapped);
        assertArrayEquals(
                before,
                text(packager.trackPlaylist(HIGH, 0, PlaylistQuery.AT_ONCE))
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ladder_withoutAnyRendition_isHeldThenUnavailable() {
        CompletionStage<Outcome<byte[]>> asked = packager.masterPlaylist(SHOW);
        assertFalse(asked.toCompletableFuture().isDone());
        clock.advance(Duration.ofSeconds(10));
        ticker.tick();
        assertInstanceOf(Outcome.NotFound.class, asked.toCompletableFuture().join());
    }

    @Test
    void ladder_whoseFirstRenditionComesWhileHeld_isShown() {
        CompletionStage<Outcome<byte[]>> asked = packager.manifest(SHOW);
        publishBoth();
        assertTrue(text(asked).contains("show-high.0"));
    }
}
