package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.Track;
import io.millrace.media.hls.SegmentName;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.testkit.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PackagerTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final PackagerConfig CONFIG =
            PackagerConfig.of(Duration.ofSeconds(2), Duration.ofSeconds(10));

    /** Everything on the test's thread. */
    private final Executor here = new InOrder();

    private final ManualClock clock = ManualClock.create();
    private final ManualTicker ticker = new ManualTicker();
    private final Counters counters = new Counters();
    private final MemoryStreamLog log = new MemoryStreamLog(64 << 20, clock, here);
    private final List<Packager> packagers = new ArrayList<>();
    private final Packager packager = packager(CONFIG);

    private Packager packager(PackagerConfig config) {
        Packager made =
                new Packager(
                        log,
                        config,
                        new Packager.Surroundings(here, ticker, clock, counters),
                        new SegmentRenderer(PooledByteBufAllocator.DEFAULT, counters));
        packagers.add(made);
        return made;
    }

    @AfterEach
    void close() {
        packagers.forEach(Packager::close);
        log.close();
    }

    @Test
    void playlist_ofALivePath_listsItsNewestSegments() {
        new LivePath(log, PATH, 1).seconds(0, 21);
        String text = found(packager.mediaPlaylist(PATH));
        assertTrue(text.contains("#EXT-X-MEDIA-SEQUENCE:3\n"), text);
        assertTrue(text.endsWith("seg-1-9.ts\n"), text);
        assertEquals(7, text.split("#EXTINF:2.000000,", -1).length - 1);
        assertTrue(found(packager.transportStreamMasterPlaylist(PATH)).endsWith("stream.m3u8\n"));
        assertTrue(found(packager.masterPlaylist(PATH)).endsWith("track-0.m3u8\n"));
    }

    @Test
    void playlist_ofPicturesThatCmafHasNot_isThatOfTransportStreams() {
        Bytes header = Bytes.ofHex("000001b306004013ffffe020000001b5148a00010000");
        List<Track> tracks =
                List.of(new Track(0, new MpegVideoFormat(2, header)), LivePath.TRACKS.get(1));
        new LivePath(log, PATH, 1, 200, tracks).seconds(0, 9);
        String text = found(packager.masterPlaylist(PATH));
        assertTrue(text.contains("CODECS=\"mp4v.61,mp4a.40.2\",RESOLUTION=96x64"), text);
        assertTrue(text.endsWith("stream.m3u8\n"), text);
    }

    @Test
    void playlist_beforeTheFirstSegmentIsComplete_isHeldUntilThen() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 2);
        CompletableFuture<Outcome<byte[]>> held = future(packager.mediaPlaylist(PATH));
        assertFalse(held.isDone());
        live.seconds(2, 3);
        assertTrue(held.isDone());
        assertTrue(found(held).endsWith("seg-1-0.ts\n"));
    }

    @Test
    void playlist_beforeThePublisherCame_isHeldUntilThereIsContent() {
        CompletableFuture<Outcome<byte[]>> held = future(packager.mediaPlaylist(PATH));
        new LivePath(log, PATH, 1).seconds(0, 3);
        assertTrue(found(held).endsWith("seg-1-0.ts\n"));
    }

    @Test
    void playlist_ofAPathWithoutPublisher_isNotFoundAfterTheHold() {
        CompletableFuture<Outcome<byte[]>> held = future(packager.mediaPlaylist(PATH));
        advance(Duration.ofSeconds(9));
        assertFalse(held.isDone());
        advance(Duration.ofSeconds(1));
        assertInstanceOf(Outcome.NotFound.class, held.join());
    }

    @Test
    void playlist_ofAPathThatSendsButHasNoSegmentYet_isUnavailableAfterTheHold() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 1);
        CompletableFuture<Outcome<byte[]>> held = future(packager.mediaPlaylist(PATH));
        clock.advance(Duration.ofSeconds(10));
        live.seconds(1, 2);
        ticker.tick();
        assertInstanceOf(Outcome.Unavailable.class, held.join());
    }

    @Test
    void playlist_inAShortOutage_staysAsItIs() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 9);
        String before = found(packager.mediaPlaylist(PATH));
        live.stop();
        advance(Duration.ofSeconds(10));
        assertEquals(before, found(packager.mediaPlaylist(PATH)));
        assertFalse(before.contains("ENDLIST"));
    }

    @Test
    void playlist_afterTheGrace_isHeldThenNotFound() {
        new LivePath(log, PATH, 1).seconds(0, 9).stop();
        found(packager.mediaPlaylist(PATH));
        advance(Duration.ofMillis(10_001));
        CompletableFuture<Outcome<byte[]>> held = future(packager.mediaPlaylist(PATH));
        assertFalse(held.isDone());
        advance(Duration.ofSeconds(10));
        assertInstanceOf(Outcome.NotFound.class, held.join());
    }

    @Test
    void playlist_overANewEpoch_continuesByTheRunningNumbers() {
        new LivePath(log, PATH, 1).seconds(0, 9).stop();
        found(packager.mediaPlaylist(PATH));
        new LivePath(log, PATH, 2).seconds(10, 15, 1);
        String text = found(packager.mediaPlaylist(PATH));
        assertTrue(text.contains("#EXT-X-DISCONTINUITY\n"), text);
        assertTrue(text.endsWith("seg-2-6.ts\n"), text);
    }

    @Test
    void playlistsAndSegments_ofTwoPackagersThatStartedApart_areTheSameBytes() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 20);
        found(packager.mediaPlaylist(PATH));
        live.seconds(20, 31);
        Packager other = packager(CONFIG);
        String text = found(packager.mediaPlaylist(PATH));
        assertEquals(text, found(other.mediaPlaylist(PATH)));
        for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
            SegmentName name = SegmentName.parse(line).orElseThrow();
            assertArrayEquals(bytes(packager, name), bytes(other, name));
        }
    }

    @Test
    void segment_aheadOfTheLog_isHeldUntilItIsComplete() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 5);
        found(packager.mediaPlaylist(PATH));
        CompletableFuture<Outcome<ByteBuf>> held =
                future(packager.segment(PATH, new SegmentName(1, 2)));
        assertFalse(held.isDone());
        live.seconds(5, 7);
        release(held);
    }

    @Test
    void segment_thatPassed_isFoundInTheLogAtOnceIfItIsThere() {
        new LivePath(log, PATH, 1).seconds(0, 41);
        found(packager.mediaPlaylist(PATH));
        release(future(packager.segment(PATH, new SegmentName(1, 2))));
        assertInstanceOf(
                Outcome.NotFound.class,
                future(packager.segment(PATH, new SegmentName(7, 19))).join());
        release(future(packager.segment(PATH, new SegmentName(1, 12))));
    }

    @Test
    void path_nobodyAsksFor_isLetGoAndFollowedAnew() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 9);
        found(packager.mediaPlaylist(PATH));
        assertEquals(1, packager.watched().size());
        advance(Duration.ofSeconds(44));
        assertEquals(1, packager.watched().size());
        advance(Duration.ofSeconds(1));
        assertEquals(0, packager.watched().size());
        live.seconds(9, 11);
        assertTrue(found(packager.mediaPlaylist(PATH)).endsWith("seg-1-4.ts\n"));
    }

    @Test
    void path_nobodyWatches_costsNoSegmentUnlessAlwaysRemuxed() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 9);
        advance(Duration.ofMinutes(1));
        assertEquals(0, packager.watched().size());
        assertEquals(0, counters.counter("packager_segments").sum());
        Set<PathName> always = new HashSet<>(Set.of(PATH));
        Packager eager =
                packager(new PackagerConfig(CONFIG.paths(), () -> always, CONFIG.limits()));
        advance(Duration.ofSeconds(1));
        live.seconds(9, 15);
        advance(Duration.ofMinutes(10));
        assertEquals(1, eager.watched().size());
        assertTrue(counters.counter("packager_segments").sum() > 0);
        assertEquals(0, counters.counter("packager_segments_rendered").sum(), "not asked for");
        always.clear();
        advance(Duration.ofMinutes(1));
        assertEquals(0, eager.watched().size());
    }

    @Test
    void requests_ofOnePathMoreThanMayBeHeld_leaveRoomForOthers() {
        PackagerConfig.Limits limits = CONFIG.limits();
        Packager small =
                packager(
                        new PackagerConfig(
                                CONFIG.paths(),
                                new PackagerConfig.Limits(
                                        limits.maxSegmentBytes(),
                                        limits.hold(),
                                        limits.idle(),
                                        10,
                                        10,
                                        1,
                                        limits.renderedBytes())));
        assertFalse(future(small.mediaPlaylist(PATH)).isDone());
        assertInstanceOf(Outcome.Unavailable.class, future(small.mediaPlaylist(PATH)).join());
        assertFalse(future(small.mediaPlaylist(new PathName("other"))).isDone());
    }

    @Test
    void requests_moreThanMayBeHeld_areUnavailableAtOnce() {
        Packager small = packager(withLimits(1000, 2));
        assertFalse(future(small.mediaPlaylist(PATH)).isDone());
        assertFalse(future(small.segment(PATH, new SegmentName(1, 1))).isDone());
        assertInstanceOf(Outcome.Unavailable.class, future(small.mediaPlaylist(PATH)).join());
        advance(Duration.ofSeconds(10));
        assertFalse(future(small.mediaPlaylist(PATH)).isDone(), "room again");
    }

    @Test
    void paths_moreThanMayBeFollowed_areUnavailableAtOnce() {
        Packager small = packager(withLimits(1, 100));
        assertFalse(future(small.mediaPlaylist(PATH)).isDone());
        assertInstanceOf(
                Outcome.Unavailable.class,
                future(small.mediaPlaylist(new PathName("other"))).join());
    }

    @Test
    void close_requestsHeld_areAnswered() {
        CompletableFuture<Outcome<byte[]>> held = future(packager.mediaPlaylist(PATH));
        packager.close();
        assertInstanceOf(Outcome.Unavailable.class, held.join());
    }

    @Test
    void playlist_pathIsNotServedOverHls_isNotFoundAtOnceByName() {
        Map<PathName, Boolean> hls = new HashMap<>(Map.of(PATH, false));
        Packager some =
                packager(
                        with(path ->
                                PathPackaging.of(
                                        hls.getOrDefault(path, true),
                                        false,
                                        Duration.ofSeconds(2),
                                        Duration.ZERO,
                                        Duration.ofSeconds(10))));
        new LivePath(log, PATH, 1).seconds(0, 9);
        assertEquals(
                new Outcome.NotFound<>("path 'live/cam' is not served over HLS"),
                future(some.masterPlaylist(PATH)).join());
        assertEquals(0, some.watched().size());
        hls.put(PATH, true);
        found(some.masterPlaylist(PATH));
    }

    @Test
    void manifest_pathIsNotServedOverDash_isNotFoundAtOnceByName() {
        Packager some =
                packager(
                        with(_ ->
                                PathPackaging.of(
                                        true,
                                        false,
                                        Duration.ofSeconds(2),
                                        Duration.ZERO,
                                        Duration.ofSeconds(10))));
        new LivePath(log, PATH, 1).seconds(0, 9);
        assertEquals(
                new Outcome.NotFound<>("path 'live/cam' is not served over DASH"),
                future(some.manifest(PATH)).join());
        assertEquals(0, some.watched().size());
        found(some.masterPlaylist(PATH));
    }

    @Test
    void partDuration_changed_holdsWhenThePathIsNextFollowed() {
        AtomicReference<Duration> part = new AtomicReference<>(Duration.ZERO);
        Packager some =
                packager(
                        with(_ ->
                                PathPackaging.of(
                                        true,
                                        true,
                                        Duration.ofSeconds(2),
                                        part.get(),
                                        Duration.ofSeconds(60))));
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 9);
        PlaylistQuery query = PlaylistQuery.parse("").orElseThrow();
        assertFalse(found(some.trackPlaylist(PATH, 0, query)).contains("#EXT-X-PART"));
        part.set(Duration.ofMillis(200));
        assertFalse(found(some.trackPlaylist(PATH, 0, query)).contains("#EXT-X-PART"));
        advance(Duration.ofSeconds(45));
        assertEquals(0, some.watched().size());
        live.seconds(9, 15);
        assertTrue(found(some.trackPlaylist(PATH, 0, query)).contains("#EXT-X-PART"));
    }

    private static PackagerConfig with(Function<PathName, PathPackaging> paths) {
        return new PackagerConfig(paths, PackagerConfig.Limits.standard());
    }

    private static PackagerConfig withLimits(int maxPaths, int maxHeld) {
        PackagerConfig.Limits limits = CONFIG.limits();
        return new PackagerConfig(
                CONFIG.paths(),
                new PackagerConfig.Limits(
                        limits.maxSegmentBytes(),
                        limits.hold(),
                        limits.idle(),
                        maxPaths,
                        maxHeld,
                        maxHeld,
                        limits.renderedBytes()));
    }

    private void advance(Duration duration) {
        clock.advance(duration);
        ticker.tick();
    }

    private static byte[] bytes(Packager from, SegmentName name) {
        if (future(from.segment(PATH, name)).join()
                instanceof Outcome.Found<ByteBuf>(ByteBuf buffer)) {
            byte[] bytes = ByteBufUtil.getBytes(buffer);
            buffer.release();
            return bytes;
        }
        throw new AssertionError(name + " is not there");
    }

    private static void release(CompletableFuture<Outcome<ByteBuf>> future) {
        assertTrue(future.isDone());
        assertInstanceOf(Outcome.Found.class, future.join());
        if (future.join() instanceof Outcome.Found<ByteBuf>(ByteBuf buffer)) {
            assertTrue(buffer.isDirect());
            assertEquals(0x47, buffer.getByte(0));
            buffer.release();
        }
    }

    private static <T> CompletableFuture<Outcome<T>> future(CompletionStage<Outcome<T>> stage) {
        return stage.toCompletableFuture();
    }

    private static String found(CompletionStage<Outcome<byte[]>> stage) {
        if (future(stage).getNow(new Outcome.Unavailable<>("held"))
                instanceof Outcome.Found<byte[]>(byte[] text)) {
            return new String(text, StandardCharsets.UTF_8);
        }
        throw new AssertionError("no playlist");
    }
}
