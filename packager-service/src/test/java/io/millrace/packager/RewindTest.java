package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.SegmentName;
import io.millrace.packager.rewind.PastAnswer;
import io.millrace.packager.rewind.Rewind;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.testkit.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The past of a path whose log holds a minute: a picture every 200 ms, segments of 2 s. */
final class RewindTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final int SECONDS = 61;

    private final ManualClock clock = ManualClock.create();
    private final Instant begin = clock.instant();
    private final MemoryStreamLog log = new MemoryStreamLog(64 << 20, clock, Runnable::run);
    private final List<Packager> packagers = new ArrayList<>();
    private final LivePath live = new LivePath(log, PATH, 1);
    private final Packager packager = packager();

    private Packager packager() {
        Packager made =
                new Packager(
                        log,
                        PackagerConfig.of(Duration.ofSeconds(2), Duration.ofSeconds(10)),
                        new Packager.Surroundings(
                                Runnable::run, new ManualTicker(), clock, new Counters()),
                        new SegmentRenderer(PooledByteBufAllocator.DEFAULT, new Counters()));
        packagers.add(made);
        return made;
    }

    private void publish(int fromSecond, int toSecond) {
        for (int second = fromSecond; second < toSecond; second++) {
            live.seconds(second, second + 1);
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @AfterEach
    void close() {
        packagers.forEach(Packager::close);
        log.close();
    }

    private String at(int second) {
        return begin.plusSeconds(second).toString();
    }

    private String track(String query) {
        return found(packager.pastTrackPlaylist(PATH, 0, query, false));
    }

    @Test
    void rangeThatIsOver_isARecordingThatEnds() {
        publish(0, SECONDS);
        String text = track("start=" + at(20) + "&duration=10");
        assertTrue(text.contains("#EXT-X-PLAYLIST-TYPE:VOD\n"), text);
        assertTrue(text.endsWith("seg-1-14-0.m4s\n#EXT-X-ENDLIST\n"), text);
        assertTrue(text.contains("#EXT-X-MEDIA-SEQUENCE:10\n"), text);
        assertEquals(5, text.split("#EXTINF:2.000000,", -1).length - 1, text);
        assertEquals(2, text.split("EXT-X-MAP", -1).length, text);
        assertFalse(text.contains("DISCONTINUITY\n"), text);
    }

    @Test
    void rangeWithoutEnd_growsFromItsStart() {
        publish(0, 31);
        String first = track("start=" + at(11));
        assertTrue(first.contains("#EXT-X-PLAYLIST-TYPE:EVENT\n"), first);
        assertTrue(first.contains("#EXT-X-MEDIA-SEQUENCE:5\n"), first);
        assertTrue(first.endsWith("seg-1-14-0.m4s\n"), first);
        publish(31, 35);
        String later = track("start=" + at(11));
        assertTrue(later.startsWith(first), later);
        assertTrue(later.endsWith("seg-1-16-0.m4s\n"), later);
    }

    /** Each page begins where the one before it ends; of what is remembered the oldest goes. */
    @Test
    void longRange_isPagedAndRemembersNoMoreThanItMay() {
        publish(0, SECONDS);
        Counters counters = new Counters();
        Rewind rewind =
                new Rewind(
                        log,
                        PackagerConfig.of(Duration.ofSeconds(2), Duration.ofSeconds(10))::rewound,
                        new Rewind.Limits(5, 4, 12, 256),
                        clock,
                        counters);
        List<String> files = new ArrayList<>();
        for (int page = 0; page < 5; page++) {
            String text = page(rewind, "start=" + at(page * 10));
            assertTrue(text.endsWith("#EXT-X-ENDLIST\n"), text);
            text.lines().filter(line -> line.startsWith("seg-")).forEach(files::add);
        }
        assertEquals(IntStream.range(0, 25).mapToObj("seg-1-%d-0.m4s"::formatted).toList(), files);
        counters.forEachGauge((key, value) -> {
            if (key.name().equals("packager_rewind_indexed_segments")) {
                assertTrue(value.getAsLong() <= 12 + 5, value.getAsLong() + " remembered");
            }
        });
    }

    private static String page(Rewind rewind, String query) {
        PastAnswer<byte[]> answer =
                rewind.trackPlaylist(PATH, 0, query, false).toCompletableFuture().join();
        if (!(answer instanceof PastAnswer.Found<byte[]>(byte[] text))) {
            throw new AssertionError(answer.toString());
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    @Test
    void deltaUpdate_ofAGrowingRange_leavesOutWhatIsOld() {
        publish(0, SECONDS);
        String whole = track("start=" + at(0));
        String delta = found(packager.pastTrackPlaylist(PATH, 0, "start=" + at(0), true));
        assertTrue(delta.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS="), delta);
        assertTrue(delta.length() < whole.length() / 2, delta);
        assertTrue(whole.endsWith(delta.substring(delta.lastIndexOf("#EXTINF"))), delta);
    }

    @Test
    void offset_isALivePlaylistThatLiesBackAndMovesOn() {
        publish(0, SECONDS);
        String text = track("start=-30");
        assertFalse(text.contains("PLAYLIST-TYPE"), text);
        assertFalse(text.contains("ENDLIST"), text);
        assertTrue(text.contains("#EXT-X-MEDIA-SEQUENCE:15\n"), text);
        publish(SECONDS, SECONDS + 4);
        assertTrue(track("start=-30").contains("#EXT-X-MEDIA-SEQUENCE:17\n"));
        assertTrue(track("start=-30s").contains("#EXT-X-MEDIA-SEQUENCE:17\n"));
        assertTrue(track("startunix=-30").contains("#EXT-X-MEDIA-SEQUENCE:17\n"));
    }

    @Test
    void masterPlaylist_ofARelativeRange_fixesIt() {
        publish(0, SECONDS);
        String text = found(packager.pastMasterPlaylist(PATH, "start=-1m&duration=10s"));
        assertTrue(text.endsWith("track-0.m3u8?start=" + at(1) + "&end=" + at(11) + "\n"), text);
        String moving = found(packager.pastMasterPlaylist(PATH, "start=-30"));
        assertTrue(moving.endsWith("track-0.m3u8?start=-30000ms\n"), moving);
    }

    @Test
    void segment_afterItLeftTheWindow_hasTheBytesThatItHad() {
        publish(0, 9);
        SegmentName name = new SegmentName(1, 2);
        byte[] whenLive = bytes(packager.segment(PATH, new CmafName.Segment(name, 0)));
        byte[] partWhenLive = bytes(packager.part(PATH, new CmafName.Part(name, 0, 3)));
        byte[] streamWhenLive = bytes(packager.segment(PATH, name));
        publish(9, SECONDS);
        Packager other = packager();
        assertArrayEquals(whenLive, bytes(other.segment(PATH, new CmafName.Segment(name, 0))));
        assertArrayEquals(partWhenLive, bytes(other.part(PATH, new CmafName.Part(name, 0, 3))));
        assertArrayEquals(streamWhenLive, bytes(other.segment(PATH, name)));
    }

    @Test
    void header_ofAPathThatNobodyFollows_isFound() {
        publish(0, 9);
        String text = track("start=" + at(0));
        String file = text.substring(text.indexOf("init-"), text.indexOf(".mp4") + 4);
        CmafName.Header name = (CmafName.Header) CmafName.parse(file).orElseThrow();
        assertInstanceOf(Outcome.Found.class, now(packager().header(PATH, name)));
    }

    @Test
    void rangeBeforeAllThatIsKept_isNotFoundAndSaysWhatIs() {
        publish(0, 9);
        Outcome<byte[]> outcome =
                now(packager.pastMasterPlaylist(PATH, "start=1980-01-01T00:00:00Z"));
        assertInstanceOf(Outcome.NotFound.class, outcome);
        assertTrue(outcome.toString().contains(at(0)), outcome.toString());
        assertInstanceOf(
                Outcome.NotFound.class,
                now(packager.pastMasterPlaylist(new PathName("nobody"), "start=-5")));
    }

    @Test
    void manifest_ofARange_isOverOrGrowsOrMovesAsItsPlaylist() {
        publish(0, SECONDS);
        String over = found(packager.pastManifest(PATH, "start=" + at(20) + "&duration=10"));
        assertTrue(over.contains("type=\"static\""), over);
        assertTrue(over.contains("mediaPresentationDuration=\"PT10S\""), over);
        assertTrue(over.contains("startNumber=\"10\""), over);
        assertTrue(over.contains("media=\"seg-1-$Number$-0.m4s\""), over);
        String grows = found(packager.pastManifest(PATH, "start=" + at(11)));
        assertTrue(grows.contains("type=\"dynamic\""), grows);
        assertTrue(grows.contains("startNumber=\"5\""), grows);
        assertTrue(grows.contains("suggestedPresentationDelay=\"PT50S\""), grows);
        String moves = found(packager.pastManifest(PATH, "start=-30"));
        assertTrue(moves.contains("suggestedPresentationDelay=\"PT10S\""), moves);
        assertTrue(moves.contains("startNumber=\"15\""), moves);
        assertInstanceOf(Outcome.NotFound.class, now(packager.pastManifest(PATH, "start=-9h")));
    }

    @Test
    void malformedRange_isRefused() {
        for (String query :
                List.of("start=noon", "start=-", "start=-5&duration=x", "start=-5&end=-9")) {
            assertInstanceOf(
                    Outcome.Refused.class,
                    now(packager.pastTrackPlaylist(PATH, 0, query, false)),
                    query);
        }
    }

    private static <T> Outcome<T> now(CompletionStage<Outcome<T>> stage) {
        assertTrue(stage.toCompletableFuture().isDone());
        return stage.toCompletableFuture().join();
    }

    private static String found(CompletionStage<Outcome<byte[]>> stage) {
        Outcome<byte[]> outcome = now(stage);
        if (!(outcome instanceof Outcome.Found<byte[]>(byte[] text))) {
            throw new AssertionError(outcome.toString());
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(CompletionStage<Outcome<ByteBuf>> stage) {
        Outcome<ByteBuf> outcome = now(stage);
        if (!(outcome instanceof Outcome.Found<ByteBuf>(ByteBuf buffer))) {
            throw new AssertionError(outcome.toString());
        }
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }
}
