package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Viewers with and without credentials, over real sockets and two packagers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class ViewersHttpTest {
    private static final String SETTINGS =
            """
            auth:
              failure-delay: 0ms
              methods: [internal]
              users:
                - user: any
                  permissions: [ { action: read, path: "~open/.*" } ]
                - user: ann
                  password: secret
                  permissions: [ { action: read, path: "" } ]
            packager: { secret: "a secret of sixteen or more" }
            paths:
              open/small: { max-readers: 1 }
            """;
    private static final List<String> PATHS =
            List.of("closed/cam", "open/cam", "open/small", "open/kick");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningPackager one = new RunningPackager(SETTINGS);
    private final RunningPackager other = new RunningPackager(SETTINGS);

    ViewersHttpTest() throws Exception {}

    @BeforeAll
    void publish() {
        for (RunningPackager packager : List.of(one, other)) {
            PATHS.forEach(
                    path -> new LivePath(packager.log(), new PathName(path), 1).seconds(0, 9));
        }
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        one.close();
        other.close();
    }

    @Test
    void paths_published_areListedForWhoMayReadThem() throws Exception {
        assertEquals(
                "{\"paths\":[\"open/cam\",\"open/small\"]}", get(one, "/_assets/paths").body());
        assertEquals(
                "{\"paths\":[\"closed/cam\",\"open/cam\",\"open/small\"]}",
                asAnn("/_assets/paths").body());
        assertEquals(401, get(one, "/_assets/paths?user=ann&pass=wrong").statusCode());
    }

    @Test
    void playlist_withBasicCredentials_namesAddressesThatNeedNone() throws Exception {
        assertEquals(401, get(one, "/closed/cam/index.m3u8").statusCode());
        HttpResponse<String> master = asAnn("/closed/cam/index.m3u8");
        assertEquals(200, master.statusCode());
        String track = addresses(master.body()).getFirst();
        assertTrue(track.matches("track-0\\.m3u8\\?viewer=[A-Za-z0-9_-]+"), track);
        for (RunningPackager replica : List.of(one, other)) {
            String media = get(replica, "/closed/cam/" + track).body();
            for (String address : addresses(media)) {
                HttpResponse<String> piece = get(replica, "/closed/cam/" + address);
                assertEquals(200, piece.statusCode(), address);
                assertTrue(header(piece, "cache-control").startsWith("private"), address);
            }
        }
        assertEquals(401, get(one, "/closed/cam/track-0.m3u8").statusCode());
    }

    @Test
    void playlist_withCredentialsInTheQuery_doesNotRepeatThem() throws Exception {
        HttpResponse<String> media =
                get(one, "/closed/cam/stream.m3u8?user=ann&pass=secret&other=1");
        assertEquals(200, media.statusCode());
        assertFalse(media.body().contains("secret"));
        String segment = addresses(media.body()).getFirst();
        assertArrayEquals(bytes(one, segment), bytes(other, segment));
    }

    private byte[] bytes(RunningPackager from, String segment) throws Exception {
        return client.send(
                        request(from, "/closed/cam/" + segment).build(), BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void token_ofAnotherPathOrChanged_isRefusedInWords() throws Exception {
        String token = addresses(asAnn("/open/cam/index.m3u8").body()).getFirst().split("=", 2)[1];
        HttpResponse<String> elsewhere = get(one, "/closed/cam/index.m3u8?viewer=" + token);
        assertEquals(401, elsewhere.statusCode());
        assertTrue(elsewhere.body().contains("token"), elsewhere.body());
        assertEquals(401, get(one, "/open/cam/index.m3u8?viewer=x" + token).statusCode());
    }

    @Test
    void playlist_openToEverybody_isTheSameForAllAndMayBeShared() throws Exception {
        HttpResponse<String> media = get(one, "/open/cam/stream.m3u8");
        assertFalse(media.body().contains("viewer="));
        HttpResponse<String> segment = get(one, "/open/cam/" + addresses(media.body()).getFirst());
        assertTrue(header(segment, "cache-control").startsWith("public"));
    }

    @Test
    void viewer_whoWatches_isOneSessionWhateverItAsks() throws Exception {
        HttpResponse<String> master = asAnn("/closed/cam/index.m3u8");
        for (String address : addresses(master.body())) {
            get(one, "/closed/cam/" + address);
        }
        get(one, "/closed/cam/index.m3u8?user=ann&pass=secret");
        List<SessionRegistry.Snapshot> sessions = sessions(one, "closed/cam");
        assertEquals(1, sessions.size(), sessions::toString);
        SessionRegistry.Snapshot session = sessions.getFirst();
        assertTrue(session.id().matches("[0-9a-f]{16}"), session.id());
        assertEquals("hls", session.protocol());
        assertEquals("ann", session.user());
        assertTrue(session.bytes() > 0);
        assertEquals(List.of(), sessions(one, "nobody"));
    }

    @Test
    void page_open_isNoSession() throws Exception {
        int before = one.bean(ViewerSessions.class).size();
        HttpResponse<String> page =
                client.send(
                        request(one, "/open/cam").header("User-Agent", "page").build(),
                        BodyHandlers.ofString());
        assertEquals(200, page.statusCode());
        assertEquals(before, one.bean(ViewerSessions.class).size());
    }

    @Test
    void viewers_moreThanMaxReaders_areToldToComeAgain() throws Exception {
        assertEquals(200, as("first", "/open/small/index.m3u8").statusCode());
        assertEquals(200, as("first", "/open/small/stream.m3u8").statusCode());
        HttpResponse<String> second = as("second", "/open/small/index.m3u8");
        assertEquals(503, second.statusCode());
        assertEquals("5", header(second, "retry-after"));
        assertEquals("no-store", header(second, "cache-control"));
        assertEquals("path 'open/small' has too many readers\n", second.body());
    }

    @Test
    void viewer_kicked_isRefusedWithItsToken() throws Exception {
        HttpResponse<String> master = asAnn("/open/kick/index.m3u8");
        String track = addresses(master.body()).getFirst();
        assertEquals(200, get(one, "/open/kick/" + track).statusCode());
        String id = sessions(one, "open/kick").getFirst().id();
        EndReason reason = EndReason.of(EndReason.Kind.KICKED, "enough");
        assertTrue(one.bean(SessionRegistry.class).kick(id, reason));
        HttpResponse<String> refused = get(one, "/open/kick/" + track);
        assertEquals(403, refused.statusCode());
        assertEquals("this viewer was ended by an operator\n", refused.body());
        assertEquals(List.of(), sessions(one, "open/kick"));
        assertEquals(200, as("another", "/open/kick/index.m3u8").statusCode());
    }

    @Test
    void viewer_ofDash_watchesByItsTokenAsOneSessionUntilItIsKicked() throws Exception {
        for (RunningPackager replica : List.of(one, other)) {
            new LivePath(replica.log(), new PathName("closed/dash"), 1).seconds(0, 9);
        }
        assertEquals(401, get(one, "/closed/dash/manifest.mpd").statusCode());
        HttpResponse<String> manifest = get(one, "/closed/dash/manifest.mpd?user=ann&pass=secret");
        assertEquals(200, manifest.statusCode());
        assertFalse(manifest.body().contains("secret"));
        List<String> addresses = dashAddresses(manifest.body());
        assertEquals(2, addresses.size(), manifest.body());
        for (String address : addresses) {
            assertTrue(address.contains("?viewer="), address);
            assertArrayEquals(
                    content(one, "/closed/dash/" + address),
                    content(other, "/closed/dash/" + address));
            assertEquals(401, get(one, "/closed/dash/" + address.split("\\?", 2)[0]).statusCode());
        }
        SessionRegistry.Snapshot session = sessions(one, "closed/dash").getFirst();
        assertEquals(List.of(session), sessions(one, "closed/dash"));
        assertEquals("dash", session.protocol());
        assertEquals("ann", session.user());
        assertTrue(session.bytes() > 0);
        EndReason reason = EndReason.of(EndReason.Kind.KICKED, "enough");
        assertTrue(one.bean(SessionRegistry.class).kick(session.id(), reason));
        assertEquals(403, get(one, "/closed/dash/" + addresses.getLast()).statusCode());
    }

    @Test
    void viewers_ofDashMoreThanMaxReaders_areToldToComeAgain() throws Exception {
        assertEquals(200, asDash("first").statusCode());
        assertEquals(200, asDash("first").statusCode());
        HttpResponse<String> second = asDash("second");
        assertEquals(503, second.statusCode());
        assertEquals("path 'open/small' has too many readers\n", second.body());
    }

    private HttpResponse<String> asDash(String agent) throws Exception {
        return client.send(
                request(other, "/open/small/manifest.mpd").header("User-Agent", agent).build(),
                BodyHandlers.ofString());
    }

    private byte[] content(RunningPackager from, String path) throws Exception {
        HttpResponse<byte[]> response =
                client.send(request(from, path).build(), BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), path);
        return response.body();
    }

    /** The first video's header and oldest segment. */
    private static List<String> dashAddresses(String manifest) {
        List<String> found = new ArrayList<>();
        for (String attribute : List.of("initialization", "media")) {
            Matcher matcher = Pattern.compile(attribute + "=\"([^\"]*)\"").matcher(manifest);
            if (matcher.find()) {
                found.add(matcher.group(1).replace("&amp;", "&"));
            }
        }
        Matcher first = Pattern.compile("<S t=\"([0-9]+)\"").matcher(manifest);
        String time = first.find() ? first.group(1) : "";
        return found.stream().map(address -> address.replace("$Time$", time)).toList();
    }

    @Test
    void packager_ofAClusterWithoutASecret_carriesTheQuerysCredentials() throws Exception {
        String settings = SETTINGS.replaceAll("packager:.*\n", "");
        try (RunningPackager alone = new RunningPackager(settings, "packager")) {
            new LivePath(alone.log(), new PathName("closed/cam"), 1).seconds(0, 9);
            String text = get(alone, "/closed/cam/stream.m3u8?user=ann&pass=secret").body();
            assertTrue(text.endsWith("seg-1-3.ts?user=ann&pass=secret\n"), text);
        }
    }

    @Test
    void request_ofADrainedPod_isAnsweredAndItsConnectionEnds() throws Exception {
        try (RunningPackager leaving = new RunningPackager(SETTINGS)) {
            new LivePath(leaving.log(), new PathName("open/cam"), 1).seconds(0, 9);
            String path = "/open/cam/stream.m3u8";
            assertEquals("", header(get(leaving, path), "Connection"));
            leaving.bean(SessionRegistry.class).drain(Duration.ZERO);
            URI uri = URI.create(leaving.root());
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                String request = "GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer =
                        new String(
                                socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
                assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
            }
        }
    }

    private HttpResponse<String> asAnn(String path) throws Exception {
        String basic =
                Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
        return client.send(
                request(one, path).header("Authorization", "Basic " + basic).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> as(String agent, String path) throws Exception {
        return client.send(
                request(one, path).header("User-Agent", agent).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(RunningPackager from, String path) throws Exception {
        return client.send(request(from, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RunningPackager from, String path) {
        return HttpRequest.newBuilder(URI.create(from.root() + path));
    }

    private static List<String> addresses(String playlist) {
        List<String> plain = playlist.lines().filter(line -> !line.startsWith("#")).toList();
        Matcher maps = Pattern.compile("EXT-X-MAP:URI=\"([^\"]*)\"").matcher(playlist);
        return java.util.stream.Stream.concat(
                        plain.stream(), maps.results().map(found -> found.group(1)))
                .toList();
    }

    private static List<SessionRegistry.Snapshot> sessions(RunningPackager of, String path) {
        return of.bean(SessionRegistry.class).snapshots().stream()
                .filter(session -> session.path().value().equals(path))
                .toList();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
