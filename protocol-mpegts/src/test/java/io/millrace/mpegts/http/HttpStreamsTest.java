package io.millrace.mpegts.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Unit;
import io.millrace.mpegts.Collector;
import io.millrace.mpegts.MemoryPaths;
import io.millrace.mpegts.TestMedia;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Publisher;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import io.millrace.stream.mpegts.TsFlavour;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers on real sockets, of paths in memory. */
@Timeout(60)
class HttpStreamsTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final EndReason LEFT = EndReason.of(EndReason.Kind.PEER_LEFT, "left");

    private final MemoryPaths paths = new MemoryPaths();
    private final IoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Client> asked = new CopyOnWriteArrayList<>();
    private HttpStreamServer server = start(Duration.ofSeconds(10), paths.reading);

    private HttpStreamServer start(Duration timeout, Reading reading) {
        StreamForm form = StreamForm.mpegts(new TsFlavour(paths.counters));
        HttpStreams streams =
                new HttpStreams(new Noting(reading), List.of(form), timeout, paths.counters);
        try {
            return HttpStreamServer.start(ANY_PORT, streams, loops);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Notes who asks. */
    private final class Noting implements Reading {
        private final Reading target;

        Noting(Reading target) {
            this.target = target;
        }

        @Override
        public CompletionStage<LiveStream> open(ReadRequest request) {
            asked.add(request.client());
            return target.open(request);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        paths.close();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS)
                .awaitUninterruptibly();
    }

    private URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + server.port() + pathAndQuery);
    }

    private HttpResponse<String> ask(String method, String pathAndQuery) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(pathAndQuery))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void pictures(Publisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.write(TestMedia.picture(i, 3_000));
            publisher.write(TestMedia.sound(i));
        }
    }

    @Test
    void get_livePath_startsAtTheEntryPointAndEndsWithTheStream() throws Exception {
        Publisher publisher = paths.publish("live/cam", TestMedia.VIDEO, TestMedia.AUDIO);
        pictures(publisher, 0, 25);
        HttpResponse<InputStream> response =
                client.send(
                        HttpRequest.newBuilder(uri("/live/cam/mpegts")).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertEquals("video/mp2t", response.headers().firstValue("content-type").orElse(""));
        assertEquals("no-store", response.headers().firstValue("cache-control").orElse(""));
        assertEquals("*", response.headers().firstValue("access-control-allow-origin").orElse(""));
        Collector collector = new Collector();
        collector.read(response.body().readNBytes(188)); // reads on from the entry point
        pictures(publisher, 25, 40);
        publisher.close(LEFT);
        byte[] body = response.body().readAllBytes();
        assertEquals(0, body.length % 188);
        collector.read(body);
        collector.finish();
        assertEquals(List.of(), collector.problems);
        List<Unit> video = collector.of(TestMedia.VIDEO);
        assertEquals(20, video.size());
        assertTrue(video.getFirst().randomAccess());
        assertArrayEquals(TestMedia.picture(20, 3_000).payload(), video.getFirst().payload());
        assertEquals("mpegts", asked.getFirst().protocol());
    }

    @Test
    void request_thatCannotBeServed_isAnsweredInClearWords() throws Exception {
        HttpResponse<String> missing = ask("GET", "/nobody/mpegts");
        assertEquals(404, missing.statusCode());
        assertEquals("nobody publishes path 'nobody'\n", missing.body());
        assertEquals(404, ask("HEAD", "/nobody/mpegts").statusCode());
        assertEquals(405, ask("POST", "/nobody/mpegts").statusCode());
        assertEquals(400, ask("GET", "/a//b/mpegts").statusCode());
        assertEquals(404, ask("GET", "/elsewhere").statusCode());
        assertEquals(404, ask("GET", "/mpegts").statusCode());
        HttpResponse<String> options = ask("OPTIONS", "/nobody/mpegts");
        assertEquals(204, options.statusCode());
        assertEquals(
                "GET, HEAD, OPTIONS",
                options.headers().firstValue("access-control-allow-methods").orElse(""));
    }

    @Test
    void head_livePath_saysWhatGetWould() throws Exception {
        Publisher publisher = paths.publish("cam", TestMedia.VIDEO);
        publisher.write(TestMedia.picture(0, 100));
        HttpResponse<String> head = ask("HEAD", "/cam/mpegts");
        assertEquals(200, head.statusCode());
        assertEquals("video/mp2t", head.headers().firstValue("content-type").orElse(""));
        publisher.close(LEFT);
    }

    @Test
    void refusals_haveTheirStatus() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (RefusedException.Cause cause : RefusedException.Cause.values()) {
            server.close();
            server =
                    start(
                            Duration.ofSeconds(10),
                            _ ->
                                    CompletableFuture.failedFuture(
                                            new RefusedException(cause, "said " + cause)));
            HttpResponse<String> response = ask("GET", "/cam/mpegts");
            statuses.add(response.statusCode());
            assertEquals("said " + cause + "\n", response.body());
            assertEquals(
                    cause == RefusedException.Cause.UNAUTHENTICATED,
                    response.headers().firstValue("www-authenticate").isPresent());
        }
        assertEquals(List.of(404, 409, 401, 403, 503, 503, 302), statuses);
    }

    @Test
    void credentials_inHeaderOrQuery_reachAdmission() throws Exception {
        ask("GET", "/cam/mpegts?user=u&pass=p%2B&start=-30s");
        client.send(
                HttpRequest.newBuilder(uri("/cam/mpegts?user=other&pass=x"))
                        .header("Authorization", "Basic dTpwOnE=")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        client.send(
                HttpRequest.newBuilder(uri("/cam/mpegts"))
                        .header("Authorization", "Bearer a.b.c")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(
                List.of(
                        new Credentials.Password("u", "p+"),
                        new Credentials.Password("u", "p:q"),
                        new Credentials.Token("a.b.c")),
                asked.stream().map(Client::credentials).toList());
        assertEquals("user=u&pass=p%2B&start=-30s", asked.getFirst().query());
    }

    @Test
    void get_pipelinedAfterAnother_isAnsweredInOrder() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String requests = "HEAD /a/mpegts HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[12];
            socket.getInputStream().readNBytes(answer, 0, 12);
            assertEquals("HTTP/1.1 404", new String(answer, StandardCharsets.US_ASCII));
            String last = "GET /b/mpegts HTTP/1.0\r\n\r\n";
            socket.getOutputStream().write(last.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(rest);
            String text = rest.toString(StandardCharsets.US_ASCII);
            assertTrue(text.contains("HTTP/1.1 404"), text);
            assertTrue(text.endsWith("nobody publishes path 'b'\n"), text);
        }
    }

    @Test
    void slowReader_jumpsToAnEntryPointAndIsCounted() throws Exception {
        Publisher publisher = paths.publish("cam", TestMedia.VIDEO);
        publisher.write(TestMedia.picture(0, 1_000));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            socket.getOutputStream()
                    .write("GET /cam/mpegts HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitHeaders(socket.getInputStream());
            var dropped =
                    paths.counters.counter("http_stream_units_dropped", "reason", "slow-reader");
            Collector collector = new Collector();
            int written = 1;
            while (dropped.sum() == 0) {
                publisher.write(TestMedia.picture(written++, 100_000));
                if (written % 100 == 0) {
                    read(socket.getInputStream(), collector, 500_000);
                }
                Thread.sleep(1);
            }
            publisher.close(LEFT);
            read(socket.getInputStream(), collector, Integer.MAX_VALUE);
            collector.finish();
            int video = collector.of(TestMedia.VIDEO).size();
            assertTrue(video < written, video + " of " + written);
        }
    }

    private static void read(InputStream in, Collector collector, int atLeast) throws IOException {
        byte[] buffer = new byte[64 << 10];
        int total = 0;
        int count = 0;
        while (total < atLeast && count >= 0) {
            count = in.read(buffer);
            collector.read(Arrays.copyOf(buffer, Math.max(0, count)));
            total += Math.max(0, count);
        }
    }

    @Test
    void reader_thatTakesNothing_isClosed() throws Exception {
        server.close();
        server = start(Duration.ofSeconds(1), paths.reading);
        Publisher publisher = paths.publish("cam", TestMedia.VIDEO);
        publisher.write(TestMedia.picture(0, 100));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(8 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            socket.getOutputStream()
                    .write("GET /cam/mpegts HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitHeaders(socket.getInputStream());
            var ended = paths.counters.counter("http_stream_sessions_ended", "reason", "peer-left");
            for (int i = 1; ended.sum() == 0; i++) {
                publisher.write(TestMedia.picture(i, 200_000));
                Thread.sleep(20);
            }
        }
        publisher.close(LEFT);
    }

    private static void awaitHeaders(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
    }

    @Test
    void get_pathIsElsewhere_isFoundThereWithItsQuery() throws Exception {
        HttpStreams streams =
                new HttpStreams(
                        _ ->
                                CompletableFuture.failedFuture(
                                        RefusedException.moved("http://b.example/x", "elsewhere")),
                        List.of(StreamForm.mpegts(new TsFlavour(paths.counters))),
                        Duration.ofSeconds(10),
                        paths.counters);
        try (HttpStreamServer moved = HttpStreamServer.start(ANY_PORT, streams, loops)) {
            URI uri = URI.create("http://127.0.0.1:" + moved.port() + "/a/mpegts?token=t");
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(302, response.statusCode());
            assertEquals(
                    "http://b.example/x/mpegts?token=t",
                    response.headers().firstValue("Location").orElseThrow());
        }
    }
}
