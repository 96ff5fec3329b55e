package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.SegmentName;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.testkit.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** CMAF tracks and their parts, on a path of 2 s segments and 200 ms parts, 5 pictures a second. */
final class LowLatencyTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final PackagerConfig CONFIG =
            PackagerConfig.of(Duration.ofSeconds(2), Duration.ofSeconds(10));

    private final ManualClock clock = ManualClock.create();
    private final ManualTicker ticker = new ManualTicker();
    private final MemoryStreamLog log = new MemoryStreamLog(64 << 20, clock, Runnable::run);
    private final List<Packager> packagers = new ArrayList<>();
    private final Packager packager = packager();

    private Packager packager() {
        return packager(CONFIG);
    }

    private Packager packager(PackagerConfig config) {
        Packager made =
                new Packager(
                        log,
                        config,
                        new Packager.Surroundings(Runnable::run, ticker, clock, new Counters()),
                        new SegmentRenderer(PooledByteBufAllocator.DEFAULT, new Counters()));
        packagers.add(made);
        return made;
    }

    @AfterEach
    void close() {
        packagers.forEach(Packager::close);
        log.close();
    }

    private static PlaylistQuery waitFor(long segment, int part) {
        return new PlaylistQuery(segment, part, false);
    }

    private CompletableFuture<Outcome<byte[]>> playlist(PlaylistQuery query) {
        return packager.trackPlaylist(PATH, 0, query).toCompletableFuture();
    }

    private static String text(CompletableFuture<Outcome<byte[]>> answer) {
        assertTrue(answer.isDone(), "held");
        return new String(content(answer), StandardCharsets.UTF_8);
    }

    private static <T> T content(CompletionStage<Outcome<T>> answer) {
        if (answer.toCompletableFuture().join() instanceof Outcome.Found<T>(T content)) {
            return content;
        }
        throw new AssertionError("not found");
    }

    private static byte[] bytes(CompletionStage<Outcome<ByteBuf>> answer) {
        ByteBuf buffer = content(answer);
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }

    private static List<String> uris(String text) {
        List<String> uris = new ArrayList<>();
        Matcher quoted = Pattern.compile("#EXT-X-(?:PART|MAP):.*?URI=\"([^\"]+)\"").matcher(text);
        while (quoted.find()) {
            uris.add(quoted.group(1));
        }
        text.lines().filter(line -> !line.startsWith("#")).forEach(uris::add);
        return uris;
    }

    @Test
    void trackPlaylist_blocking_waitsForThePartAndNoLonger() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 5);
        String now = text(playlist(PlaylistQuery.AT_ONCE));
        assertTrue(now.contains("part-1-2-0-3.m4s\"\n#EXT-X-PRELOAD-HINT"), now);
        CompletableFuture<Outcome<byte[]>> held = playlist(waitFor(2, 6));
        assertFalse(held.isDone());
        live.seconds(5, 6);
        assertTrue(text(held).contains("part-1-2-0-6.m4s"));
    }

    @Test
    void trackPlaylist_blockingOnAWholeSegment_waitsForItsEnd() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 5);
        text(playlist(PlaylistQuery.AT_ONCE));
        CompletableFuture<Outcome<byte[]>> held = playlist(waitFor(2, -1));
        live.seconds(5, 6);
        assertFalse(held.isDone());
        live.seconds(6, 7);
        assertTrue(text(held).contains("\nseg-1-2-0.m4s\n"));
    }

    /** Half a second is no whole number of pictures here: the third one completes a part. */
    @Test
    void parts_ofAnotherDuration_areCutAndToldByIt() {
        PathPackaging halfSeconds =
                PathPackaging.of(
                        true,
                        true,
                        Duration.ofSeconds(2),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(10));
        Packager some = packager(new PackagerConfig(_ -> halfSeconds, CONFIG.limits()));
        new LivePath(log, PATH, 1).seconds(0, 5);
        String playlist =
                text(some.trackPlaylist(PATH, 0, PlaylistQuery.AT_ONCE).toCompletableFuture());
        assertTrue(playlist.contains("#EXT-X-PART-INF:PART-TARGET=0.600000\n"), playlist);
        assertTrue(playlist.contains("PART-HOLD-BACK=1.800000\n"), playlist);
        List<String> ofOne = playlist.lines().filter(line -> line.contains("part-1-1-0-")).toList();
        assertEquals(
                List.of("0.600000", "0.600000", "0.600000", "0.200000"),
                ofOne.stream()
                        .map(line -> line.replaceAll(".*DURATION=([.0-9]+),.*", "$1"))
                        .toList());
        assertTrue(playlist.endsWith("URI=\"part-1-2-0-1.m4s\"\n"), playlist);
        String manifest = new String(content(some.manifest(PATH)), StandardCharsets.UTF_8);
        assertTrue(manifest.contains("availabilityTimeOffset=\"1.5\""), manifest);
        assertTrue(manifest.contains("<Latency target=\"2500\""), manifest);
        assertTrue(
                bytes(some.part(PATH, new CmafName.Part(new SegmentName(1, 1), 0, 3))).length > 0);
    }

    @Test
    void trackPlaylist_farAhead_isRefused() {
        new LivePath(log, PATH, 1).seconds(0, 5);
        text(playlist(PlaylistQuery.AT_ONCE));
        assertInstanceOf(Outcome.Refused.class, playlist(waitFor(5, 0)).join());
        assertFalse(playlist(waitFor(4, 0)).isDone());
    }

    @Test
    void trackPlaylist_noSuchTrack_isNotFound() {
        new LivePath(log, PATH, 1).seconds(0, 5);
        assertInstanceOf(
                Outcome.NotFound.class,
                packager.trackPlaylist(PATH, 9, PlaylistQuery.AT_ONCE)
                        .toCompletableFuture()
                        .join());
    }

    @Test
    void part_hinted_isHeldUntilItIsThere() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 5);
        text(playlist(PlaylistQuery.AT_ONCE));
        CmafName.Part next = new CmafName.Part(new SegmentName(1, 2), 0, 5);
        CompletableFuture<Outcome<ByteBuf>> held = packager.part(PATH, next).toCompletableFuture();
        assertFalse(held.isDone());
        live.seconds(5, 6);
        byte[] part = bytes(held);
        assertEquals("moof", new String(part, 4, 4, StandardCharsets.ISO_8859_1));
    }

    @Test
    void segment_bytes_areItsPartsOneAfterTheOther() {
        new LivePath(log, PATH, 1).seconds(0, 7);
        text(playlist(PlaylistQuery.AT_ONCE));
        SegmentName name = new SegmentName(1, 1);
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int index = 0; index < 10; index++) {
            parts.writeBytes(bytes(packager.part(PATH, new CmafName.Part(name, 0, index))));
        }
        assertArrayEquals(
                parts.toByteArray(), bytes(packager.segment(PATH, new CmafName.Segment(name, 0))));
        assertInstanceOf(
                Outcome.NotFound.class,
                packager.part(PATH, new CmafName.Part(name, 0, 10)).toCompletableFuture().join());
    }

    @Test
    void everyUri_ofTwoPackagersThatStartedApart_isTheSameBytes() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 10);
        text(playlist(PlaylistQuery.AT_ONCE));
        live.seconds(10, 19);
        Packager other = packager();
        other.trackPlaylist(PATH, 0, PlaylistQuery.AT_ONCE);
        live.seconds(19, 20);
        String text = text(playlist(PlaylistQuery.AT_ONCE));
        assertEquals(
                text,
                text(other.trackPlaylist(PATH, 0, PlaylistQuery.AT_ONCE).toCompletableFuture()));
        assertEquals(
                new String(content(packager.masterPlaylist(PATH)), StandardCharsets.UTF_8),
                new String(content(other.masterPlaylist(PATH)), StandardCharsets.UTF_8));
        assertEquals(
                new String(content(packager.manifest(PATH)), StandardCharsets.UTF_8),
                new String(content(other.manifest(PATH)), StandardCharsets.UTF_8));
        for (String uri : uris(text)) {
            assertArrayEquals(file(packager, uri), file(other, uri), uri);
        }
    }

    private TimedSegment timed(long seconds) {
        return content(packager.segment(PATH, new CmafName.Timed(0, seconds * 90_000)));
    }

    /** Takes all that comes, and asks for one more each time. */
    private static final class Collector implements Subscriber<ByteBuf> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Throwable> failures = new ArrayList<>();
        private Optional<Subscription> subscription = Optional.empty();
        private boolean completed;

        @Override
        public void onSubscribe(Subscription begun) {
            subscription = Optional.of(begun);
            begun.request(1);
        }

        @Override
        public void onNext(ByteBuf part) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
            subscription.orElseThrow().request(1);
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }

    private Collector collectGrowing(long seconds) {
        if (timed(seconds) instanceof TimedSegment.Growing(GrowingBody body)) {
            Collector collector = new Collector();
            body.on(Runnable::run).subscribe(collector);
            return collector;
        }
        throw new AssertionError("not growing");
    }

    @Test
    void segment_byTimeWhileItGrows_comesPartByPartUntilItsEnd() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 5);
        text(playlist(PlaylistQuery.AT_ONCE));
        Collector collector = collectGrowing(4);
        int before = collector.bytes.size();
        assertTrue(before > 0);
        live.seconds(5, 6);
        assertTrue(collector.bytes.size() > before);
        assertFalse(collector.completed);
        live.seconds(6, 7);
        assertTrue(collector.completed);
        assertArrayEquals(
                bytes(packager.segment(PATH, new CmafName.Segment(new SegmentName(1, 2), 0))),
                collector.bytes.toByteArray());
    }

    @Test
    void segment_byTimeThatStopsGrowing_endsWithAFailure() {
        new LivePath(log, PATH, 1).seconds(0, 5);
        text(playlist(PlaylistQuery.AT_ONCE));
        Collector collector = collectGrowing(4);
        clock.advance(Duration.ofSeconds(11));
        ticker.tick();
        assertEquals(1, collector.failures.size());
        assertFalse(collector.completed);
    }

    @Test
    void segment_byTimeAheadOfTheNewest_isHeldUntilItBegins() {
        LivePath live = new LivePath(log, PATH, 1).seconds(0, 5);
        text(playlist(PlaylistQuery.AT_ONCE));
        CompletableFuture<Outcome<TimedSegment>> held =
                packager.segment(PATH, new CmafName.Timed(0, 6 * 90_000 + 900))
                        .toCompletableFuture();
        assertFalse(held.isDone());
        live.seconds(5, 7);
        assertInstanceOf(TimedSegment.Growing.class, content(held));
    }

    @Test
    void segment_byTimeBetweenTwo_isNotFound() {
        new LivePath(log, PATH, 1).seconds(0, 7);
        text(playlist(PlaylistQuery.AT_ONCE));
        assertInstanceOf(
                Outcome.NotFound.class,
                packager.segment(PATH, new CmafName.Timed(0, 3 * 90_000))
                        .toCompletableFuture()
                        .join());
    }

    private static byte[] file(Packager from, String uri) {
        return switch (CmafName.parse(uri).orElseThrow()) {
            case CmafName.Header header -> content(from.header(PATH, header));
            case CmafName.Segment segment -> bytes(from.segment(PATH, segment));
            case CmafName.Part part -> bytes(from.part(PATH, part));
            case CmafName.Playlist _, CmafName.Timed _ -> throw new AssertionError(uri);
        };
    }

    @Test
    void query_directives_areReadOrRefused() {
        assertEquals(
                new PlaylistQuery(12, 3, true),
                PlaylistQuery.parse("token=x&_HLS_msn=12&_HLS_part=3&_HLS_skip=YES").orElseThrow());
        assertEquals(PlaylistQuery.AT_ONCE, PlaylistQuery.parse("").orElseThrow());
        for (String bad : List.of("_HLS_msn=-1", "_HLS_msn=x", "_HLS_part=1", "_HLS_msn=1e3")) {
            assertTrue(PlaylistQuery.parse(bad).isEmpty(), bad);
        }
    }
}
