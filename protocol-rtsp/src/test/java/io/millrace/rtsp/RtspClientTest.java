package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspClientException;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspSource.Carrier;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RtspClientTest {
    private static final int PICTURES = 40;

    private final Counters counters = new Counters();
    private final RtspClient client = new RtspClient(counters);
    private RtspRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private RtspPull pull(RtspSource source, PulledUnits target) throws Exception {
        try {
            return client.pull(source, target).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static RtspSource source(String url) {
        return RtspSource.of(RtspUrl.parse(url));
    }

    private static void write(Publisher publisher, int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            publisher.write(TestStream.picture(number, number % 10 == 0, 3_000));
            publisher.write(TestStream.audio(number));
            Thread.sleep(2);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Carrier.class, names = "MULTICAST", mode = EnumSource.Mode.EXCLUDE)
    void pull_ofLivePath_givesItsTracksAndUnits(Carrier carrier) throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        PulledUnits units = new PulledUnits();

        RtspPull pull = pull(source(rig.url("live/a")).with(carrier), units);
        write(publisher, 1, PICTURES);

        List<Integer> numbers = units.awaitPictures(PICTURES - 11);
        assertEquals(TestStream.BOTH, units.tracks());
        int first = numbers.getFirst();
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(first + i, numbers.get(i));
        }
        assertEquals(carrier == Carrier.AUTO || carrier == Carrier.UDP, pull.isUdp());
        pull.close();
        EndReason reason = pull.ended().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertTrue(reason.text().contains("closed by us"), reason.text());
        units.awaitClosed();
    }

    @Test
    void pull_withPassword_answersTheChallenge() throws Exception {
        rig.close();
        OneUser user = new OneUser();
        rig = RtspRig.start(RtspServerSettings.standard(), user::guard);
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        PulledUnits units = new PulledUnits();

        String url = rig.url("live/a").replace("//", "//me:secret@");
        RtspPull pull = pull(source(url).with(Carrier.TCP), units);
        write(publisher, 1, 5);

        assertFalse(units.awaitPictures(4).isEmpty());
        pull.close();
        units.awaitClosed();

        String wrong = rig.url("live/a").replace("//", "//me:wrong@");
        RtspClientException refused =
                assertThrows(
                        RtspClientException.class, () -> pull(source(wrong), new PulledUnits()));
        assertEquals(Kind.STATUS, refused.kind());
        assertEquals(401, refused.status());
        assertFalse(String.valueOf(refused.getMessage()).contains("wrong"));
    }

    @Test
    void pull_ofWhatIsNotThere_failsWithTheServersAnswer() {
        RtspClientException missing =
                assertThrows(
                        RtspClientException.class,
                        () -> pull(source(rig.url("nobody")), new PulledUnits()));

        assertEquals(404, missing.status());
        RtspClientException closed =
                assertThrows(
                        RtspClientException.class,
                        () -> pull(source("rtsp://127.0.0.1:1/a"), new PulledUnits()));
        assertEquals(Kind.CONNECT, closed.kind());
    }

    @Test
    void pull_targetThatRefuses_endsWithItsFailure() throws Exception {
        write(TestStream.publisher(rig, "live/a"), 0, 1);

        ExecutionException failed =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                client.pull(
                                                source(rig.url("live/a")),
                                                _ ->
                                                        CompletableFuture.failedFuture(
                                                                new IllegalStateException("full")))
                                        .toCompletableFuture()
                                        .get(20, TimeUnit.SECONDS));

        assertInstanceOf(IllegalStateException.class, failed.getCause());
    }

    @Test
    void pull_serverThatGoes_endsAndClosesThePublisher() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        PulledUnits units = new PulledUnits();
        RtspPull pull = pull(source(rig.url("live/a")), units);

        rig.server.close();

        pull.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
        units.awaitClosed();
    }

    @Test
    void pull_overUdpThatIsSilent_goesOnOverTcp() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked =
                    CompletableFuture.supplyAsync(() -> {
                        String silent = answer(server, this::silent);
                        return silent + answer(server, this::redirecting);
                    });
            PulledUnits units = new PulledUnits();
            RtspPull pull =
                    pull(
                            source("rtsp://127.0.0.1:" + server.getLocalPort() + "/x")
                                    .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(4)),
                            units);
            assertTrue(pull.isUdp());

            assertTrue(asked.get(20, TimeUnit.SECONDS).contains("TEARDOWN"));
            for (int number = 1; units.pictures() < 3 && number < 2_000; number++) {
                write(publisher, number, number + 1);
            }

            assertFalse(pull.isUdp());
            assertFalse(units.awaitPictures(3).isEmpty());
            pull.close();
            units.awaitClosed();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Carrier.class,
            names = {"HTTP", "WEBSOCKET"})
    void pull_ofServerWithoutTunnels_tellsItsAnswer(Carrier carrier) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked =
                    CompletableFuture.supplyAsync(() -> {
                        try (Socket socket = server.accept()) {
                            String request = head(socket.getInputStream());
                            byte[] no =
                                    "HTTP/1.1 404 Not Here\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII);
                            socket.getOutputStream().write(no);
                            return request;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            String url = "rtsp://127.0.0.1:" + server.getLocalPort() + "/x";
            RtspClientException refused =
                    assertThrows(
                            RtspClientException.class,
                            () -> pull(source(url).with(carrier), new PulledUnits()));
            assertTrue(String.valueOf(refused.getMessage()).contains("404 Not Here"));
            assertTrue(asked.get(5, TimeUnit.SECONDS).startsWith("GET /x HTTP/1.1\r\n"));
        }
    }

    @Test
    void pull_redirected_followsWithoutTheCredentials() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked =
                    CompletableFuture.supplyAsync(() -> answer(server, this::redirecting));
            PulledUnits units = new PulledUnits();

            RtspPull pull =
                    pull(
                            source("rtsp://me:secret@127.0.0.1:" + server.getLocalPort() + "/x")
                                    .with(Carrier.TCP),
                            units);
            write(publisher, 1, 6);

            assertFalse(units.awaitPictures(3).isEmpty());
            assertTrue(asked.get(5, TimeUnit.SECONDS).contains("DESCRIBE"));
            pull.close();
            units.awaitClosed();
        }
    }

    private String redirecting(String request) {
        return request.startsWith("DESCRIBE")
                ? "302 Found\r\nLocation: " + rig.url("live/a") + "\r\n\r\n"
                : "200 OK\r\n\r\n";
    }

    /** Agrees to everything and sends no packet. */
    private String silent(String request) {
        return switch (request.substring(0, request.indexOf(' '))) {
            case "DESCRIBE" -> {
                String sdp = TestStream.sdp();
                yield "200 OK\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp;
            }
            case "SETUP" ->
                    String.join(
                            "\r\n",
                            "200 OK",
                            "Session: 1;timeout=60",
                            "Transport: RTP/AVP;unicast;server_port=9-10",
                            "",
                            "");
            default -> "200 OK\r\n\r\n";
        };
    }

    /** Answers what comes over one connection, and gives all of it. */
    private static String answer(ServerSocket server, UnaryOperator<String> script) {
        StringBuilder all = new StringBuilder();
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            for (String request = head(socket.getInputStream());
                    !request.isEmpty();
                    request = head(socket.getInputStream())) {
                all.append(request);
                String sequence = request.replaceAll("(?s).*CSeq: (\\d+).*", "$1");
                String[] statusAndRest = script.apply(request).split("\r\n", 2);
                String text =
                        "RTSP/1.0 %s\r\nCSeq: %s\r\n%s"
                                .formatted(statusAndRest[0], sequence, statusAndRest[1]);
                out.write(text.getBytes(StandardCharsets.US_ASCII));
            }
            return all.toString();
        } catch (SocketException _) {
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty at the end. */
    private static String head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
