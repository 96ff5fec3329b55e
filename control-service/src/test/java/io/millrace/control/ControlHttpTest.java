package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.millrace.proto.control.Session;
import io.millrace.stream.PathName;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control's JSON API over HTTP. */
class ControlHttpTest {
    private static final String SETTINGS =
            """
            # of the studio
            auth:
              failure-delay: 0s
              users:
                - user: op
                  password: opensesame
                  permissions: [{action: api}]
                - user: cam
                  password: hush
                  ips: [192.0.2.0/24]
                  permissions:
                    - {action: publish, path: "~live/.*"}
                    - {action: playback}
            paths:
              own: {read-user: me, read-password: quiet, read-ips: 192.0.2.7}
            """;
    private static final String OPERATOR =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString("op:opensesame".getBytes(StandardCharsets.UTF_8));

    @TempDir Path directory;
    private ControlRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new ControlRig(directory, SETTINGS);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private HttpResponse<String> get(String page) throws Exception {
        return rig.send("GET", page, "", "Authorization", OPERATOR);
    }

    private HttpResponse<String> post(String page, String body) throws Exception {
        return rig.send("POST", page, body, "Authorization", OPERATOR);
    }

    private String text() throws Exception {
        return Files.readString(rig.file);
    }

    @Test
    void request_withoutCredentials_isAskedForThem() throws Exception {
        HttpResponse<String> response = rig.get("/v1/config/get");
        assertEquals(401, response.statusCode());
        assertTrue(response.headers().firstValue("WWW-Authenticate").isPresent());
        assertEquals(401, rig.post("/v1/config/paths/add/x", "{}").statusCode());
        assertFalse(text().contains("x:"));
    }

    @Test
    void config_shown_hidesSecrets() throws Exception {
        for (String page : List.of("/v1/config", "/v1/config/get")) {
            String shown = get(page).body();
            assertFalse(shown.contains("opensesame"), shown);
            assertFalse(shown.contains("hush"), shown);
            assertFalse(shown.contains("quiet"), shown);
            assertTrue(shown.contains("(hidden)"), shown);
        }
    }

    @Test
    void config_put_isTheWholeFile() throws Exception {
        String next = SETTINGS + "rtsp: {read-timeout: 7s}\n";
        HttpResponse<String> response =
                rig.send("PUT", "/v1/config", next, "Authorization", OPERATOR);
        assertEquals(200, response.statusCode());
        assertEquals("rtsp", JSONObjectUtils.parse(response.body()).get("summary"));
        assertEquals(next, text());
        assertEquals(Duration.ofSeconds(7), rig.live.current().rtsp().readTimeout());
    }

    @Test
    void config_patch_changesWhatItNames() throws Exception {
        HttpResponse<String> response =
                rig.send(
                        "PATCH",
                        "/v1/config",
                        "{\"limits\": {\"max-readers\": 5}}",
                        "Authorization",
                        OPERATOR);
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(5, rig.live.current().limits().maxReaders());
        assertTrue(text().startsWith("# of the studio"), text());
    }

    @Test
    void config_wrong_isToldWithKeyReasonAndPlaceAndChangesNothing() throws Exception {
        HttpResponse<String> response = post("/v1/config/set", "rtsp:\n  prot: 1\n");
        assertEquals(400, response.statusCode());
        Map<String, Object> problem = problem(response);
        assertEquals("rtsp.prot", problem.get("key"));
        assertEquals("rtsp.port", problem.get("nearest"));
        assertFalse(String.valueOf(problem.get("origin")).isEmpty());
        assertEquals(SETTINGS, text());
    }

    private static Map<String, Object> problem(HttpResponse<String> response) throws Exception {
        return JSONObjectUtils.getJSONObjectArray(
                JSONObjectUtils.parse(response.body()), "problems")[0];
    }

    @Test
    void paths_addEditRemove_areKeptInTheFile() throws Exception {
        assertEquals(200, post("/v1/config/paths/add/a/b", "{\"retention\": \"2h\"}").statusCode());
        assertEquals(Duration.ofHours(2), retention("a/b"));
        assertEquals(400, post("/v1/config/paths/add/a/b", "{}").statusCode());
        assertEquals(
                200,
                post("/v1/config/paths/edit/a/b", "retention: 3h\nmax-readers: 4").statusCode());
        assertEquals(Duration.ofHours(3), retention("a/b"));
        assertEquals(4, rig.live.current().settingsOf(new PathName("a/b")).read().maxReaders());
        assertTrue(text().contains("a/b"), text());
        assertEquals(200, post("/v1/config/paths/remove/a/b", "").statusCode());
        assertEquals(Duration.ofMinutes(10), retention("a/b"));
        assertFalse(text().contains("a/b"), text());
        assertEquals(400, post("/v1/config/paths/remove/a/b", "").statusCode());
        assertEquals(400, post("/v1/config/paths/edit/a/b", "{}").statusCode());
        assertTrue(text().contains("own") && text().startsWith("# of the studio"), text());
    }

    private Duration retention(String path) {
        return rig.live.current().settingsOf(new PathName(path)).log().retention();
    }

    @Test
    void paths_addWithAWrongKey_isRefusedWhole() throws Exception {
        HttpResponse<String> response =
                post("/v1/config/paths/add/x", "{\"retention\": \"2h\", \"hsl\": \"no\"}");
        assertEquals(400, response.statusCode());
        assertEquals("paths.x.hsl", problem(response).get("key"));
        assertEquals(SETTINGS, text());
        assertEquals(400, post("/v1/config/paths/add/x", "- a\n- b").statusCode());
        assertEquals(400, post("/v1/config/paths/add/~(", "{}").statusCode());
    }

    @Test
    void users_addEditRemove_holdAtOnce() throws Exception {
        String add =
                "{\"password\": \"pw\", \"permissions\": [{\"action\": \"read\", \"path\": \"x\"}]}";
        assertEquals(200, post("/v1/config/users/add/viewer", add).statusCode());
        assertEquals("auth.users[2].permissions[0]", check("read", "x", "viewer").get("rule"));
        assertEquals(
                200,
                post("/v1/config/users/edit/viewer", "{\"permissions\": [{\"action\": \"api\"}]}")
                        .statusCode());
        assertEquals(false, check("read", "x", "viewer").get("allowed"));
        assertEquals(200, post("/v1/config/users/remove/viewer", "").statusCode());
        assertEquals(400, post("/v1/config/users/remove/viewer", "").statusCode());
        assertEquals("auth.users", check("read", "x", "viewer").get("rule"));
        assertEquals(200, post("/v1/config/users/remove/cam", "").statusCode());
        HttpResponse<String> last = post("/v1/config/users/remove/op", "");
        assertEquals(400, last.statusCode());
        assertTrue(last.body().contains("last user"), last.body());
    }

    private Map<String, Object> check(String action, String path, String user) throws Exception {
        return check(action, path, user, "");
    }

    private Map<String, Object> check(String action, String path, String user, String more)
            throws Exception {
        HttpResponse<String> response =
                post(
                        "/v1/auth/check",
                        "{\"action\":\"%s\",\"path\":\"%s\",\"user\":\"%s\"%s}"
                                .formatted(action, path, user, more));
        assertEquals(200, response.statusCode(), response.body());
        return JSONObjectUtils.parse(response.body());
    }

    @Test
    void check_ofUsersAndPaths_namesTheRuleThatDecides() throws Exception {
        String near = ",\"address\":\"192.0.2.7\"";
        Map<String, Object> publishes = check("publish", "live/a", "cam", near);
        assertEquals(true, publishes.get("allowed"));
        assertEquals("auth.users[1].permissions[0]", publishes.get("rule"));
        assertEquals(
                "auth.users[1].permissions[1]", check("playback", "x", "cam", near).get("rule"));
        Map<String, Object> reads = check("read", "live/a", "cam", near);
        assertEquals(false, reads.get("allowed"));
        assertEquals("auth.users[1]", reads.get("rule"));
        assertEquals("auth.users", check("publish", "live/a", "cam").get("rule"));
        assertEquals("paths.own.read-ips", check("read", "own", "me").get("rule"));
        assertEquals(true, check("read", "own", "me", near).get("allowed"));
        assertEquals("paths.own.read-user", check("playback", "own", "cam", near).get("rule"));
        assertEquals(
                false,
                check("publish", "live/a", "cam", near + ",\"password\":\"no\"").get("allowed"));
        assertEquals(
                true,
                check("publish", "live/a", "cam", near + ",\"password\":\"hush\"").get("allowed"));
    }

    @Test
    void check_senseless_isRefused() throws Exception {
        for (String question :
                List.of(
                        "{",
                        "{\"action\":\"read\"}",
                        "{\"action\":\"read\",\"path\":\"../x\"}",
                        "{\"action\":\"api\",\"address\":\"somewhere\"}",
                        "{\"action\":\"api\",\"colour\":\"red\"}",
                        "{\"action\":7}")) {
            assertEquals(400, post("/v1/auth/check", question).statusCode(), question);
        }
    }

    @Test
    void sessions_listed_areFilteredAndPaged() throws Exception {
        for (int index = 0; index < 5; index++) {
            rig.report(
                    Session.newBuilder()
                            .setId("s" + index)
                            .setKind(Session.Kind.READ)
                            .setPath("p" + index % 2)
                            .setProtocol(index == 0 ? "rtmp" : "rtsp"));
        }
        rig.report(Session.newBuilder().setId("m").setKind(Session.Kind.MUXER).setPath("p0"));
        assertEquals(5, count("/v1/sessions/list"));
        assertEquals(4, count("/v1/rtspsessions/list"));
        assertEquals(1, count("/v1/rtmpconns/list"));
        assertEquals(0, count("/v1/srtconns/list"));
        assertEquals(2, count("/v1/sessions/list?path=p1"));
        assertEquals(0, count("/v1/sessions/list?pod=other"));
        assertEquals(1, count("/v1/hlsmuxers/list"));
        assertEquals(0, count("/v1/hlsmuxers/list?path=p1"));
        Map<String, Object> page =
                JSONObjectUtils.parse(get("/v1/sessions/list?page=1&itemsPerPage=2").body());
        assertEquals(3L, page.get("pageCount"));
        assertEquals(2, JSONObjectUtils.getJSONObjectArray(page, "items").length);
    }

    @Test
    void events_askedAgain_areThoseThatCameSince() throws Exception {
        rig.report(session("s1", "heard", "reading"));
        String first = get("/v1/events/list?path=heard&wait=30").body();
        assertTrue(first.contains("\"type\":\"session_opened\""), first);
        String since =
                "/v1/events/list?path=heard&after=" + JSONObjectUtils.parse(first).get("next");
        assertTrue(get(since).body().startsWith("{\"events\":[],"));
        assertEquals(400, get("/v1/events/list?wait=31").statusCode());
    }

    @Test
    void sessions_filtered_areThoseThatMatchAllThatIsGiven() throws Exception {
        rig.report(session("a", "live/cam1", "publishing").setKind(Session.Kind.PUBLISH));
        rig.report(session("b", "live/cam1", "reading").setProtocol("srt"));
        rig.report(session("c", "live/cam22", "reading"));
        rig.report(session("others/hls/x", "x", "reading").setCount(40).setProtocol("hls"));
        assertEquals(1, count("/v1/sessions/list?kind=publish"));
        assertEquals(3, count("/v1/sessions/list?kind=read"));
        assertEquals(3, count("/v1/sessions/list?state=reading"));
        assertEquals(1, count("/v1/sessions/list?protocol=srt"));
        assertEquals(3, count("/v1/sessions/list?contains=cam"));
        assertEquals(2, count("/v1/sessions/list?matching=live/cam%5B0-9%5D"));
        assertEquals(1, count("/v1/sessions/list?contains=cam&kind=read&protocol=rtsp"));
        assertEquals(400, get("/v1/sessions/list?kind=both").statusCode());
        assertEquals(400, get("/v1/sessions/list?matching=%5B").statusCode());
        assertEquals("{\"kicked\":40}", post("/v1/sessions/kick/others%2Fhls%2Fx", "").body());
    }

    private static Session.Builder session(String id, String path, String state) {
        return Session.newBuilder()
                .setId(id)
                .setKind(Session.Kind.READ)
                .setPath(path)
                .setProtocol("rtsp")
                .setState(state);
    }

    @Test
    void paths_filtered_areThoseThatMatchAllThatIsGiven() throws Exception {
        lease("live/cam1", "rtsp 192.0.2.7:5000");
        lease("live/cam22", "srt 192.0.2.7:5001");
        lease("loop", "file /videos/loop.mp4");
        rig.report(
                session("a", "live/cam1", "publishing")
                        .setKind(Session.Kind.PUBLISH)
                        .setBytes(500));
        rig.report(session("others/hls/live/cam1", "live/cam1", "reading").setCount(40));
        rig.report(session("b", "live/cam1", "reading"));
        assertEquals(3, count("/v1/paths/list"));
        assertEquals(2, count("/v1/paths/list?prefix=live/"));
        assertEquals(2, count("/v1/paths/list?contains=cam"));
        assertEquals(1, count("/v1/paths/list?matching=live/cam%5B0-9%5D"));
        assertEquals(0, count("/v1/paths/list?matching=cam"));
        assertEquals(1, count("/v1/paths/list?protocol=file"));
        assertEquals(1, count("/v1/paths/list?state=publishing"));
        assertEquals(2, count("/v1/paths/list?state=unseen"));
        assertEquals(3, count("/v1/paths/list?pod=pod1"));
        assertEquals(0, count("/v1/paths/list?contains=cam&protocol=file"));
        assertEquals(400, get("/v1/paths/list?matching=%28").statusCode());
        Map<String, Object> path =
                JSONObjectUtils.getJSONObjectArray(
                        JSONObjectUtils.parse(get("/v1/paths/list?state=publishing").body()),
                        "items")[0];
        assertEquals(41L, path.get("readers"));
        assertEquals("rtsp", path.get("protocol"));
    }

    private void lease(String path, String publisher) {
        rig.lease(path, publisher);
    }

    private long count(String page) throws Exception {
        return JSONObjectUtils.getLong(JSONObjectUtils.parse(get(page).body()), "itemCount");
    }

    @Test
    void session_kicked_isEndedOnItsPod() throws Exception {
        rig.report(
                Session.newBuilder()
                        .setId("s1")
                        .setKind(Session.Kind.READ)
                        .setPath("p")
                        .setProtocol("rtsp"));
        assertEquals(404, post("/v1/rtmpconns/kick/s1", "").statusCode());
        assertEquals(200, post("/v1/rtspsessions/kick/s1", "").statusCode());
        assertEquals("s1", rig.commands.getFirst().getKick().getId());
    }
}
