package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.SegmentName;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.testkit.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes of a path, with its publisher away twice, once without a word, and new parameters in
 * between: packagers that start at different times, one of them anew, say the same to the byte.
 */
final class ReplicasTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final int MINUTES = 10;
    private static final Track AUDIO = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));
    private static final Pattern FILE =
            Pattern.compile("(?:seg|part|init)-[-0-9a-f]+\\.(?:m4s|mp4|ts)");

    private final InOrder here = new InOrder();
    private final ManualClock clock = ManualClock.create();
    private final ManualTicker ticker = new ManualTicker();
    private final MemoryStreamLog log = new MemoryStreamLog(256 << 20, clock, here);
    private final LogPublishing publishing =
            new LogPublishing(
                    log,
                    new MemoryLeases(),
                    PublishSettings.defaults(),
                    new Counters(),
                    clock,
                    ticker);
    private final Random random = new Random(1);
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<Packager> packagers = new ArrayList<>();
    private Optional<Publisher> publisher = Optional.empty();
    private Track video = video("6764001eacd940a02ff970110000030001");
    private long sourceMillis;
    private int discontinuities;

    private static Track video(String parameters) {
        return new Track(
                0,
                new H264Format(
                        List.of(Bytes.ofHex(parameters)), List.of(Bytes.ofHex("68ebe3cb22c0"))));
    }

    private Packager packager() {
        Packager made =
                new Packager(
                        log,
                        PackagerConfig.of(Duration.ofSeconds(2), Duration.ofSeconds(10)),
                        new Packager.Surroundings(here, ticker, clock, new Counters()),
                        new SegmentRenderer(
                                new UnpooledByteBufAllocator(false, true), new Counters()));
        packagers.add(made);
        return made;
    }

    @AfterEach
    void close() {
        packagers.forEach(Packager::close);
        publishing.close();
        log.close();
    }

    @Test
    void replicas_startedAtDifferentTimesAndAnew_answerTheSameBytes() throws Exception {
        Packager first = packager();
        List<Packager> replicas = List.of(first);
        for (int second = 0; second < MINUTES * 60; second++) {
            if (second == 97) {
                replicas = List.of(first, packager());
            } else if (second == 301) {
                replicas.getLast().close();
                replicas = List.of(first, packager());
            }
            publish(second);
            if (second > 8 && second % 3 == 0) {
                compare(second, replicas);
            }
        }
        compareWithTheLog();
        assertEquals(1, discontinuities, "where decoding begins anew");
        assertTrue(files.size() > 4 * 250, files.size() + " files");
    }

    /** One second: 25 pictures and their audio; away from 3:20 to 3:25 and from 6:40 to 6:44. */
    private void publish(int second) throws Exception {
        if (second == 200) {
            publisher.orElseThrow().close(EndReason.of(EndReason.Kind.PEER_LEFT, "test"));
            publisher = Optional.empty();
        }
        boolean away = (second >= 200 && second < 205) || (second >= 400 && second < 404);
        if (second == 400) {
            publisher = Optional.empty();
        }
        if (second == 500) {
            video = video("6764001eacd940a02ff970110000030002");
            publisher.orElseThrow().describe(List.of(video, AUDIO));
        }
        if (publisher.isEmpty() && !away) {
            sourceMillis = second * 7L;
            PublishRequest request =
                    PublishRequest.internal(PATH, "test" + second, List.of(video, AUDIO));
            publisher =
                    Optional.of(publishing.publish(request, _ -> {}).toCompletableFuture().get());
        }
        for (int picture = 0; picture < 25; picture++) {
            if (!away) {
                write(picture);
            }
            clock.advance(Duration.ofMillis(40));
        }
    }

    private void write(int picture) {
        Publisher to = publisher.orElseThrow();
        byte[] payload = new byte[60 + random.nextInt(200)];
        random.nextBytes(payload);
        Arrays.fill(payload, 0, 3, (byte) 0);
        payload[3] = (byte) (payload.length - 4);
        payload[4] = (byte) (picture == 0 ? 0x65 : 0x41);
        to.write(new Unit(0, sourceMillis * 90, sourceMillis * 90, 0, picture == 0, payload));
        for (long frame = frames(sourceMillis); frame < frames(sourceMillis + 40); frame++) {
            byte[] audio = new byte[20];
            random.nextBytes(audio);
            to.write(new Unit(1, frame * 1_024, frame * 1_024, 0, true, audio));
        }
        sourceMillis += 40;
    }

    private static long frames(long millis) {
        return Math.ceilDiv(millis * 48, 1_024);
    }

    private void compare(int second, List<Packager> replicas) {
        for (int track = 0; track < 2; track++) {
            int id = track;
            String expected =
                    same(
                            second,
                            replicas,
                            one -> one.trackPlaylist(PATH, id, PlaylistQuery.AT_ONCE));
            same(
                    second,
                    replicas,
                    one -> one.trackPlaylist(PATH, id, new PlaylistQuery(-1, -1, true)));
            if (track == 0 && expected.contains("EXT-X-DISCONTINUITY\n")) {
                discontinuities = 1;
            }
            for (Matcher file = FILE.matcher(expected); file.find(); ) {
                compareFile(file.group(), replicas);
            }
        }
        same(second, replicas, one -> one.masterPlaylist(PATH));
        same(second, replicas, one -> one.transportStreamMasterPlaylist(PATH));
        same(second, replicas, one -> one.manifest(PATH));
        String stream = same(second, replicas, one -> one.mediaPlaylist(PATH));
        for (Matcher file = FILE.matcher(stream); file.find(); ) {
            compareFile(file.group(), replicas);
        }
    }

    private static String same(
            int second,
            List<Packager> replicas,
            Function<Packager, CompletionStage<Outcome<byte[]>>> question) {
        List<String> texts = replicas.stream().map(question).map(ReplicasTest::text).toList();
        texts.forEach(text -> assertEquals(texts.getFirst(), text, "at second " + second));
        return texts.getFirst();
    }

    private void compareFile(String name, List<Packager> replicas) {
        for (Packager replica : replicas) {
            Optional<byte[]> bytes = bytes(replica, name);
            bytes.ifPresent(
                    one -> assertArrayEquals(files.computeIfAbsent(name, _ -> one), one, name));
        }
    }

    /** A packager that saw nothing of it live makes the same of what the log holds. */
    private void compareWithTheLog() {
        Packager late = packager();
        files.forEach((name, expected) ->
                assertArrayEquals(expected, bytes(late, name).orElse(new byte[0]), name));
        String range = text(late.pastTrackPlaylist(PATH, 0, "start=-599", false));
        assertTrue(range.contains("#EXTINF"), range);
    }

    private static Optional<byte[]> bytes(Packager packager, String name) {
        Optional<SegmentName> stream = SegmentName.parse(name);
        if (stream.isPresent()) {
            return buffer(packager.segment(PATH, stream.get()));
        }
        return switch (CmafName.parse(name).orElseThrow()) {
            case CmafName.Header header ->
                    Optional.of(
                            text(packager.header(PATH, header))
                                    .getBytes(StandardCharsets.ISO_8859_1));
            case CmafName.Segment segment -> buffer(packager.segment(PATH, segment));
            case CmafName.Part part -> buffer(packager.part(PATH, part));
            case CmafName.Playlist playlist -> throw new AssertionError(playlist);
            case CmafName.Timed timed -> throw new AssertionError(timed);
        };
    }

    /** Empty while a hinted part is not there yet. */
    private static Optional<byte[]> buffer(CompletionStage<Outcome<ByteBuf>> stage) {
        Outcome<ByteBuf> outcome =
                stage.toCompletableFuture().getNow(new Outcome.Unavailable<>(""));
        if (outcome instanceof Outcome.Found<ByteBuf>(ByteBuf buffer)) {
            byte[] bytes = ByteBufUtil.getBytes(buffer);
            buffer.release();
            return Optional.of(bytes);
        }
        assertEquals(new Outcome.Unavailable<ByteBuf>(""), outcome);
        // The part comes later; its buffer belongs to nobody then.
        stage.thenAccept(later -> {
            if (later instanceof Outcome.Found<ByteBuf>(ByteBuf buffer)) {
                buffer.release();
            }
        });
        return Optional.empty();
    }

    private static String text(CompletionStage<Outcome<byte[]>> stage) {
        Outcome<byte[]> outcome =
                stage.toCompletableFuture().getNow(new Outcome.Unavailable<>("held"));
        if (!(outcome instanceof Outcome.Found<byte[]>(byte[] text))) {
            throw new AssertionError(outcome.toString());
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
