package io.millrace.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.ingest.file.PlayClock;
import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsMuxer;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.SourceAddress;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over loopback, from a server whose playlist grows with each reload. */
@Timeout(60)
class HlsReadingTest {
    private static final Track TRACK = new Track(0, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));
    private static final int UNITS = 12;
    private static final int PARTS = 4;

    private final Deque<String> playlists = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Integer> read = new ArrayList<>();
    private byte[] media = new byte[0];
    private final int[] ends = new int[PARTS];
    private HttpServer server;

    HlsReadingTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(TRACK));
        ByteBuf out = Unpooled.buffer();
        for (int number = 0; number < UNITS; number++) {
            byte[] payload = new byte[20];
            payload[0] = (byte) number;
            long time = 1_024L * number;
            muxer.write(new Unit(0, time, time, 0, true, payload), out);
            ends[number * PARTS / UNITS] = out.readableBytes();
        }
        media = ByteBufUtil.getBytes(out);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            Optional<String> range =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
            byte[] body;
            synchronized (asked) {
                asked.add(target + range.map(its -> " " + its).orElse(""));
                body = target.startsWith("/live.m3u8") ? playlist() : bytes(range);
            }
            int status = body.length == 0 ? 503 : range.isPresent() ? 206 : 200;
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private byte[] playlist() {
        String next = playlists.size() > 1 ? playlists.removeFirst() : playlists.getFirst();
        return next.getBytes(UTF_8);
    }

    private byte[] bytes(Optional<String> range) {
        String[] limits = range.orElse("bytes=0-" + (media.length - 1)).substring(6).split("-", 2);
        return Arrays.copyOfRange(
                media, Integer.parseInt(limits[0]), Integer.parseInt(limits[1]) + 1);
    }

    /** With so many parts, named as ranges of one file. */
    private String live(int parts, String end) {
        StringBuilder text =
                new StringBuilder(
                        """
                        #EXTM3U
                        #EXT-X-TARGETDURATION:1
                        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.2
                        #EXT-X-PART-INF:PART-TARGET=0.1
                        #EXT-X-MEDIA-SEQUENCE:5
                        """);
        for (int part = 0; part < parts; part++) {
            text.append(
                            "#EXT-X-PART:DURATION=0.1,URI=\"all.ts\",BYTERANGE=\"%s\""
                                    .formatted(range(part)))
                    .append(part == 0 ? ",INDEPENDENT=YES\n" : "\n");
        }
        return text + end;
    }

    private String range(int part) {
        int begin = part == 0 ? 0 : ends[part - 1];
        return (ends[part] - begin) + (part == 0 ? "@0" : "");
    }

    private void play() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/live.m3u8");
        HlsHttp http = new HlsHttp();
        PullRequest request =
                new PullRequest(
                        new PathName("cam"),
                        new SourceAddress(uri.toString()),
                        SourceSpec.of(MillraceConfig.defaults().settingsOf(new PathName("cam"))));
        HlsSegments segments = new HlsSegments(http, new Collected(), request, new Counters(), 0);
        new HlsReading(http, new Hurry(), request.path(), uri, segments).play();
    }

    @Test
    void play_partsAsRanges_eachIsReadOnceWhileItGrows() throws Exception {
        String hint =
                "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"all.ts\",BYTERANGE-START=%d,BYTERANGE-LENGTH=%d\n"
                        .formatted(ends[1], ends[2] - ends[1]);
        playlists.add(live(2, hint));
        playlists.add(live(3, ""));
        playlists.add(live(4, "#EXTINF:0.4,\nall.ts\n#EXT-X-ENDLIST\n"));
        play();
        assertEquals(IntStream.range(0, UNITS).boxed().toList(), read);
        synchronized (asked) {
            assertEquals(
                    List.of(
                            "/live.m3u8",
                            "/live.m3u8?_HLS_msn=5&_HLS_part=2",
                            "/live.m3u8?_HLS_msn=5&_HLS_part=3"),
                    asked.stream().filter(each -> each.startsWith("/live")).toList());
            assertEquals(
                    4, asked.stream().filter(each -> each.startsWith("/all.ts bytes=")).count());
        }
    }

    @Test
    void play_serverRefusesToWait_isLoadedPlainly() throws Exception {
        playlists.add(live(2, ""));
        playlists.add("");
        playlists.add(live(4, "#EXTINF:0.4,\nall.ts\n#EXT-X-ENDLIST\n"));
        play();
        assertEquals(UNITS, read.size());
        synchronized (asked) {
            assertEquals(
                    "/live.m3u8",
                    asked.stream().filter(each -> each.startsWith("/live")).toList().getLast());
        }
    }

    @Test
    void play_otherPlaylists_areRefused() {
        playlists.add("#EXTM3U\n#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n");
        assertThrows(IOException.class, this::play);
    }

    /** Nobody waits. */
    private static final class Hurry implements PlayClock {
        private long nowMicros = 1;

        @Override
        public synchronized long nowMicros() {
            return nowMicros;
        }

        @Override
        public synchronized void waitUntil(long micros) {
            nowMicros = Math.max(nowMicros, micros);
        }
    }

    private final class Collected implements Publisher {
        @Override
        public PathName path() {
            return new PathName("cam");
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public void describe(List<Track> tracks) {
            assertEquals(1, tracks.size());
        }

        @Override
        public void write(Unit unit) {
            read.add((int) unit.payload()[0]);
        }

        @Override
        public void close(EndReason reason) {
            throw new AssertionError(reason.text());
        }
    }
}
