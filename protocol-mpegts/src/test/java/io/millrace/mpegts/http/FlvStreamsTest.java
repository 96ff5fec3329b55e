package io.millrace.mpegts.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.KlvFormat;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.media.flv.FlvTagHeader;
import io.millrace.mpegts.Collector;
import io.millrace.mpegts.MemoryPaths;
import io.millrace.mpegts.TestMedia;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.RequiresFfmpeg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /<path>/flv} on real sockets, read by hand and by ffmpeg. */
@Timeout(120)
class FlvStreamsTest {
    private static final EndReason LEFT = EndReason.of(EndReason.Kind.PEER_LEFT, "left");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FILE_HEADER_BYTES = 13;
    private static final int PICTURES = 20;

    /** A first request, and ffmpeg's start, take a while on a busy machine. */
    private static final long GRACE_MILLIS = 5_000;

    private final MemoryPaths paths = new MemoryPaths(GRACE_MILLIS);
    private final IoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpStreamServer> servers = new ArrayList<>();

    /** What a reader got. */
    private static final class Got implements FlvDemuxer.Sink {
        private final List<Integer> tagTypes = new ArrayList<>();
        private final List<Unit> units = new ArrayList<>();

        Got(byte[] tags) throws Exception {
            FlvDemuxer demuxer = new FlvDemuxer(this);
            ByteBuf in = Unpooled.wrappedBuffer(tags);
            while (in.isReadable()) {
                FlvTagHeader tag = FlvTagHeader.read(in);
                tagTypes.add(tag.type());
                ByteBuf body = in.readSlice(tag.dataSize());
                if (tag.type() == FlvTagHeader.VIDEO) {
                    demuxer.video(tag.timestampMillis(), 0, body);
                } else if (tag.type() == FlvTagHeader.AUDIO) {
                    demuxer.audio(tag.timestampMillis(), 0, body);
                }
                assertEquals(FlvTagHeader.SIZE + tag.dataSize(), in.readInt());
            }
        }

        @Override
        public void onTracks(List<Track> tracks) {}

        @Override
        public void onUnit(Unit unit) {
            units.add(unit);
        }

        @Override
        public void onUnsupported(MediaKind kind, String codec) {
            throw new AssertionError(codec);
        }

        private List<Unit> pictures() {
            return units.stream().filter(unit -> unit.track() == 0).toList();
        }
    }

    @BeforeEach
    void start() throws Exception {
        StreamForm form = StreamForm.flv(new FlvFlavour(paths.counters));
        HttpStreams streams =
                new HttpStreams(
                        paths.reading, List.of(form), Duration.ofSeconds(10), paths.counters);
        servers.add(
                HttpStreamServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        streams,
                        loops));
    }

    @AfterEach
    void stop() {
        client.close();
        servers.forEach(HttpStreamServer::close);
        paths.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private String url() {
        return "http://127.0.0.1:" + servers.getFirst().port() + "/cam/flv";
    }

    private HttpResponse<InputStream> read() throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url())).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The path is there a moment after its first picture was written. */
    private void awaitPath() throws Exception {
        HttpRequest head =
                HttpRequest.newBuilder(URI.create(url()))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build();
        while (client.send(head, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            Thread.sleep(10);
        }
    }

    private void awaitImages(long count) throws InterruptedException {
        while (paths.counters.counter("http_stream_images_out").sum() < count) {
            Thread.sleep(10);
        }
    }

    private static void write(Publisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.write(TestMedia.picture(i, 3_000));
            publisher.write(TestMedia.sound(i));
        }
    }

    @Test
    void readers_ofAStream_getHeadersThenAllUnits() throws Exception {
        Publisher publisher = paths.publish("cam", TestMedia.VIDEO, TestMedia.AUDIO);
        write(publisher, 0, 5);
        awaitPath();
        HttpResponse<InputStream> first = read();
        HttpResponse<InputStream> second = read();
        byte[] header = first.body().readNBytes(FILE_HEADER_BYTES);
        assertArrayEquals(header, second.body().readNBytes(FILE_HEADER_BYTES));
        assertEquals("video/x-flv", first.headers().firstValue("Content-Type").orElse(""));
        assertEquals("FLV\u0001\u0005", new String(header, 0, 5, StandardCharsets.US_ASCII));
        write(publisher, 5, PICTURES);
        publisher.close(LEFT);
        byte[] body = first.body().readAllBytes();
        assertArrayEquals(body, second.body().readAllBytes());
        Got got = new Got(body);
        assertEquals(List.of(18, 9, 8, 9), got.tagTypes.subList(0, 4));
        assertEquals(PICTURES, got.pictures().size());
        for (int i = 0; i < PICTURES; i++) {
            assertArrayEquals(
                    TestMedia.picture(i, 3_000).payload(), got.pictures().get(i).payload());
        }
    }

    @Test
    void tracks_thatFlvHasNot_areCountedAndTheOthersFlow() throws Exception {
        Track klv = new Track(2, new KlvFormat(false));
        Publisher publisher = paths.publish("cam", TestMedia.VIDEO, TestMedia.AUDIO, klv);
        write(publisher, 0, 1);
        awaitPath();
        HttpResponse<InputStream> reader = read();
        reader.body().readNBytes(FILE_HEADER_BYTES);
        publisher.write(new Unit(2, 90, 90, 0, true, new byte[] {1, 2, 3}));
        write(publisher, 1, PICTURES);
        publisher.close(LEFT);
        Got got = new Got(reader.body().readAllBytes());
        assertEquals(PICTURES, got.pictures().size());
        assertEquals(
                List.of(0, 1), got.units.stream().map(Unit::track).distinct().sorted().toList());
        assertEquals(1, paths.counters.counter("flv_tracks_left_out").sum());
    }

    @Test
    @RequiresFfmpeg
    void ffmpeg_ofAClip_readsEveryFrame(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("clip.ts");
        Ffmpeg.run(
                LIMIT,
                "-t",
                "4",
                "-i",
                Clip.B_PICTURES.file().toString(),
                "-c",
                "copy",
                file.toString());
        Collector clip = new Collector();
        clip.read(Files.readAllBytes(file));
        clip.finish();
        Map<Integer, Track> tracks =
                clip.tracks.stream().collect(Collectors.toMap(Track::id, Function.identity()));
        List<Unit> units =
                clip.tracks.stream()
                        .flatMap(track -> clip.of(track).stream())
                        .sorted(
                                Comparator.comparingLong(unit ->
                                        Ticks.convertNearest(
                                                unit.dtsTicks(),
                                                trackOf(unit, tracks).clockRate(),
                                                1_000_000)))
                        .toList();
        int entry = 0;
        while (trackOf(units.get(entry), tracks).kind() != MediaKind.VIDEO) {
            entry++;
        }
        Publisher publisher = paths.publish("cam", clip.tracks.toArray(Track[]::new));
        publisher.write(units.get(entry));
        awaitPath();
        try (FrameHashes reader = FrameHashes.read("flv reader", false, "-i", url())) {
            awaitImages(1);
            units.subList(entry + 1, units.size()).forEach(publisher::write);
            publisher.close(LEFT);
            assertEquals(0, reader.process().awaitExit(LIMIT), reader.process().output());
            List<String> expected = pictures(FrameHashes.ofTransportStream(file));
            assertTrue(expected.size() >= 100, expected.size() + " pictures");
            assertEquals(expected, pictures(reader.units()));
        }
    }

    private static Track trackOf(Unit unit, Map<Integer, Track> tracks) {
        return Objects.requireNonNull(tracks.get(unit.track()));
    }

    private static List<String> pictures(List<FrameHash> units) {
        return units.stream().filter(FrameHash::video).map(FrameHash::md5).toList();
    }
}
