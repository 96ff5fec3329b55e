package io.millrace.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.millrace.proto.control.AcquireRequest;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.systemtests.ControlApi.Session;
import io.millrace.systemtests.NumberedReader.Switch;
import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.server.MillraceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Control among running sessions: who publishes, who is ended, and what its death costs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ControlIT {
    private static final long POLL_MILLIS = 100;

    /** By what they are entries of; the others are overridden. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MILLRACE_CONTROL_MAX_WAIT", "2s",
                    "MILLRACE_CONTROL_TOKEN", "known to all pods",
                    "MILLRACE_PATHS_REFUSE_NAME", "~refuse/.*",
                    "MILLRACE_PATHS_REFUSE_PUBLISH_POLICY", "refuse",
                    "MILLRACE_PATHS_STANDBY_NAME", "~standby/.*",
                    "MILLRACE_PATHS_STANDBY_PUBLISH_POLICY", "standby");

    private final List<MillraceProcess> controls = new ArrayList<>();
    private ServicesDeployment deployment;
    private ControlApi api;
    private NumberedSessions sessions;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = ServicesDeployment.start(data, SETTINGS);
        controls.add(deployment.control());
        api = new ControlApi(deployment.control().ports().controlHttp());
        sessions = new NumberedSessions(deployment);
    }

    @AfterEach
    void endSessions() throws Exception {
        sessions.close();
        sessions = new NumberedSessions(deployment);
    }

    @AfterAll
    void stop() {
        api.close();
        controls.forEach(MillraceProcess::close);
        deployment.close();
    }

    @Order(1)
    @Test
    void control_killedAndRestartedAmongTwentySessions_noneNotices() throws Exception {
        sessions.startTwenty("live/");
        Map<String, Long> before =
                sessions.await(
                        "epochs", api::epochs, all -> all.size() == NumberedSessions.PUBLISHERS);
        sessions.await("sessions", () -> api.sessions("sessions"), all -> all.size() == 20);
        deployment.control().process().kill();
        String first = "live/0";
        sessions.readRtsp(first).awaitMore(5);
        sessions.readRtmp(first).awaitMore(5);
        String refused = refusal(() -> sessions.publishRtsp("live/new", "new"));
        assertTrue(
                refused.contains("503")
                        && refused.contains("control did not answer within 2000 ms"),
                refused);
        refused = refusal(() -> sessions.publishRtmp("live/new", "new"));
        assertTrue(refused.contains("control did not answer within 2000 ms"), refused);
        long restarted = System.nanoTime();
        controls.add(deployment.restartControl().awaitReady());
        sessions.publishPatiently("live/new", "new");
        say("a publisher is admitted %d ms after the restart".formatted(millisSince(restarted)));
        Map<String, Long> after = api.epochs();
        before.forEach((path, epoch) -> assertEquals(epoch, after.get(path), path));
        sessions.await("sessions", () -> api.sessions("sessions"), all -> all.size() == 23);
        sessions.checkNobodyNoticed();
        sessions.publishRtsp(first, "next");
        for (NumberedReader reader :
                List.of(sessions.readers().getFirst(), sessions.readers().getLast())) {
            reader.awaitSwitchTo("next");
        }
        assertTrue(api.epoch(first) > before.getOrDefault(first, 0L), "epochs go on");
        sessions.readers().forEach(NumberedReader::assertUndisturbed);
    }

    @Order(2)
    @Test
    void secondPublisher_pathRefuses_isToldAndTheFirstGoesOn() throws Exception {
        sessions.publishRtsp("refuse/camera", "first");
        sessions.readBoth("refuse/camera");
        for (Executable second :
                List.<Executable>of(
                        () -> sessions.publishRtsp("refuse/camera", "second"),
                        () -> sessions.publishRtmp("refuse/camera", "second"))) {
            String refused = refusal(second);
            assertTrue(refused.contains("path 'refuse/camera' is being published"), refused);
        }
        sessions.checkNobodyNoticed();
    }

    @Order(3)
    @Test
    void secondPublisher_pathIsOverridden_readersGoOnAtAnEntryPoint() throws Exception {
        String path = "override/camera";
        NumberedPublisher first = sessions.publishRtmp(path, "first");
        sessions.readBoth(path);
        long epoch = api.epoch(path);
        sessions.publishRtsp(path, "second");
        for (NumberedReader reader : sessions.readers()) {
            Switch change = reader.awaitSwitchTo("second");
            say("overridden: %s".formatted(change));
            reader.awaitMore(30).assertUndisturbed();
        }
        assertEquals(epoch + 1, api.epoch(path));
        String end =
                sessions.await("end of the first", first::end, Optional::isPresent).orElseThrow();
        assertTrue(end.contains("the path was taken by"), end);
    }

    @Order(4)
    @Test
    void secondPublisher_pathHasStandbys_takesOverWhenTheFirstDies() throws Exception {
        String path = "standby/camera";
        NumberedPublisher first = sessions.publishRtsp(path, "first");
        sessions.readBoth(path);
        long epoch = api.epoch(path);
        sessions.publishRtmp(path, "second");
        for (NumberedReader reader : sessions.readers()) {
            reader.awaitMore(30).assertUndisturbed();
        }
        assertEquals(epoch, api.epoch(path));
        first.close();
        for (NumberedReader reader : sessions.readers()) {
            Switch change = reader.awaitSwitchTo("second");
            assertTrue(NumberedPictures.isKey(change.first().number()), change.toString());
            say("standby promoted, gap %d ms: %s".formatted(change.gapMillis(), change));
            reader.awaitMore(30).assertUndisturbed();
        }
        assertEquals(epoch + 1, api.epoch(path));
    }

    @Order(5)
    @Test
    void kick_oneReaderAndOnePublisher_exactlyThoseEnd() throws Exception {
        NumberedPublisher rtsp = sessions.publishRtsp("kick/rtsp", "rtsp");
        NumberedPublisher rtmp = sessions.publishRtmp("kick/rtmp", "rtmp");
        sessions.read("kick/rtsp", true);
        sessions.read("kick/rtsp", false);
        sessions.read("kick/rtmp", true);
        sessions.read("kick/rtmp", false);
        for (NumberedReader reader : sessions.readers()) {
            reader.awaitMore(5);
        }
        sessions.await("sessions", () -> api.sessions("sessions"), all -> all.size() == 6);
        kick("rtspsessions", "kick/rtmp", "read");
        sessions.readers().get(2).awaitEnd();
        kick("rtmpconns", "kick/rtsp", "read");
        String words = sessions.readers().get(1).awaitEnd();
        assertTrue(
                words.contains("NetStream.Play.UnpublishNotify")
                        && words.contains("ended by an operator"),
                words);
        kick("rtmpconns", "kick/rtmp", "publish");
        words = sessions.await("the end", rtmp::end, Optional::isPresent).orElseThrow();
        assertTrue(words.contains("ended by an operator"), words);
        sessions.readers().getFirst().awaitMore(10).assertUndisturbed();
        assertEquals(Optional.empty(), rtsp.end());
        assertFalse(sessions.readers().get(3).isOver(), "within the grace a reader waits");
        kick("rtspsessions", "kick/rtsp", "publish");
        sessions.await("the end", rtsp::end, Optional::isPresent);
        assertEquals(404, api.post("/v1/sessions/kick/nobody").status());
    }

    private void kick(String list, String path, String kind) throws Exception {
        Session session =
                api.sessions(list).stream()
                        .filter(each -> each.path().equals(path) && each.kind().equals(kind))
                        .findFirst()
                        .orElseThrow();
        String other = list.equals("rtmpconns") ? "rtspsessions" : "rtmpconns";
        assertEquals(404, api.post("/v1/" + other + "/kick/" + session.id()).status());
        assertEquals(200, api.post("/v1/" + list + "/kick/" + session.id()).status());
        sessions.await(
                "the list without it",
                () -> api.sessions("sessions"),
                all -> all.stream().noneMatch(each -> each.id().equals(session.id())));
    }

    @Order(6)
    @Test
    void lists_ofAllProtocols_tellTheirOwn() throws Exception {
        sessions.publishRtsp("list/rtsp", "rtsp");
        sessions.publishRtmp("list/rtmp", "rtmp");
        String srt = deployment.publishUrl("srt-publish", "list/srt");
        Optional<ChildProcess> third =
                Ffmpeg.problem().isPresent()
                        ? Optional.empty()
                        : Optional.of(Publishers.publish(PublishProtocol.SRT, Clip.PLAIN, srt));
        try {
            for (Map.Entry<String, String> list :
                    Map.of("rtspsessions", "rtsp", "rtmpconns", "rtmp", "srtconns", "srt")
                            .entrySet()) {
                boolean missing = list.getValue().equals("srt") && third.isEmpty();
                List<String> wanted = missing ? List.of() : List.of("list/" + list.getValue());
                sessions.await(
                        list.getKey(),
                        () -> api.sessions(list.getKey()).stream().map(Session::path).toList(),
                        wanted::equals);
            }
        } finally {
            third.ifPresent(ChildProcess::close);
        }
    }

    @Order(7)
    @Test
    void podsCall_withoutTheToken_isRefused() {
        ManagedChannel stranger =
                Grpc.newChannelBuilder(
                                "127.0.0.1:" + deployment.control().ports().controlGrpc(),
                                InsecureChannelCredentials.create())
                        .build();
        try {
            AcquireRequest request =
                    AcquireRequest.newBuilder()
                            .setPath("token/camera")
                            .setPod("stranger")
                            .setPublisher("nobody")
                            .setRequestId("1")
                            .build();
            StatusRuntimeException refused =
                    assertThrows(
                            StatusRuntimeException.class,
                            () -> LeaseServiceGrpc.newBlockingStub(stranger).acquire(request));
            assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
        } finally {
            stranger.shutdownNow();
        }
    }

    @Order(8)
    @Test
    void drain_pod_refusesNewSessionsAndEndsTheOthersOneByOne() throws Exception {
        try (MillraceProcess second = deployment.startPlay().awaitReady()) {
            sessions.publishRtsp("drain/camera", "camera");
            for (int number = 0; number < 4; number++) {
                sessions.readRtsp(second.ports().rtsp(), "drain/camera");
            }
            NumberedReader elsewhere = sessions.read("drain/camera", true);
            List<Session> reading =
                    sessions.await(
                            "sessions", () -> api.sessions("rtspsessions"), all -> all.size() == 6);
            String pod = podWith(reading, 4);
            long begin = System.nanoTime();
            assertEquals(200, api.post("/v1/cluster/drain/" + pod + "?overMillis=4000").status());
            List<Long> ends = new ArrayList<>();
            String refused =
                    sessions.await(
                                    "a refusal",
                                    () -> readRefusal(second.ports().rtsp()),
                                    Optional::isPresent)
                            .orElseThrow();
            assertTrue(refused.contains("being drained"), refused);
            while (ends.size() < 4) {
                long over =
                        sessions.readers().subList(0, 4).stream()
                                .filter(NumberedReader::isOver)
                                .count();
                while (ends.size() < over) {
                    ends.add(millisSince(begin));
                }
                Thread.sleep(POLL_MILLIS);
            }
            say("drained: sessions ended after %s ms".formatted(ends));
            assertTrue(ends.getLast() - ends.getFirst() >= 2_000, ends.toString());
            elsewhere.awaitMore(10).assertUndisturbed();
            Answer ready = readiness(second);
            assertEquals(503, ready.status());
            assertTrue(ready.body().contains("this server is being drained"), ready::body);
        }
    }

    private static Answer readiness(MillraceProcess process) throws IOException {
        return Answer.get("http://127.0.0.1:" + process.ports().metrics() + "/health/ready");
    }

    private static Optional<String> readRefusal(int port) throws Exception {
        try (NumberedReader _ = NumberedReader.rtsp(port, "drain/camera")) {
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private static String refusal(Executable attempt) {
        return String.valueOf(assertThrows(IOException.class, attempt).getMessage());
    }

    private static String podWith(List<Session> sessions, long count) {
        return sessions.stream()
                .map(Session::pod)
                .filter(pod ->
                        sessions.stream().filter(each -> each.pod().equals(pod)).count() == count)
                .findFirst()
                .orElseThrow();
    }

    @Order(9)
    @Test
    void owner_killedOfTwoReplicas_publishersGoOnAndANewOneIsAdmitted() throws Exception {
        String copy = deployment.publishUrl("rtsp", "copy/shared");
        assertEquals(200, new PushApi(api).add("shared/0", "url: " + copy));
        MillraceProcess second = deployment.startControl();
        controls.add(second);
        second.awaitReady();
        String doomed = "127.0.0.1:" + deployment.control().ports().controlGrpc();
        Map<String, List<Integer>> owners =
                sessions.await("two owners", api::owners, all -> all.size() == 2);
        List<Integer> owned = owners.getOrDefault(doomed, List.of());
        assertNotEquals(List.of(), owned);
        sessions.startTwenty("shared/");
        String path =
                Stream.iterate(0, number -> number + 1)
                        .map(number -> "shared/new" + number)
                        .filter(name -> owned.contains(partition(name, owners)))
                        .findFirst()
                        .orElseThrow();
        controls.get(controls.size() - 2).process().kill();
        long killed = System.nanoTime();
        sessions.publishPatiently(path, "new");
        say("a publisher is admitted %d ms after the owner's death".formatted(millisSince(killed)));
        sessions.readRtsp(path).awaitMore(5);
        sessions.checkNobodyNoticed();
        checkPush(second, copy);
    }

    /** It was added at the replica that is gone. */
    private void checkPush(MillraceProcess replica, String url) throws Exception {
        try (ControlApi other = new ControlApi(replica.ports().controlHttp())) {
            PushApi pushes = new PushApi(other);
            assertEquals(400, pushes.add("shared/0", "url: " + url));
            sessions.await("push", () -> pushes.find(url, "active"), Optional::isPresent);
            assertEquals(200, pushes.remove("shared/0", url));
            sessions.await("its end", () -> pushes.find(url, "active"), Optional::isEmpty);
        }
    }

    @Order(10)
    @Test
    void logAndControl_lostAndBack_readinessSaysWhy() throws Exception {
        deployment.broker().kill();
        awaitReadiness(deployment.play(), 503, "does not answer for");
        deployment.restartBroker();
        awaitReadiness(deployment.play(), 200, "");
        controls.forEach(control -> control.process().kill());
        awaitReadiness(deployment.ingest(), 503, "control is out of reach");
        awaitReadiness(deployment.play(), 200, "control is out of reach");
    }

    private void awaitReadiness(MillraceProcess process, int status, String reason)
            throws Exception {
        sessions.await(
                "readiness " + status,
                () -> readiness(process),
                answer -> answer.status() == status && answer.body().contains(reason));
    }

    private static int partition(String path, Map<String, List<Integer>> owners) {
        CRC32 hash = new CRC32();
        hash.update(path.getBytes(UTF_8));
        return (int) (hash.getValue() % owners.values().stream().mapToInt(List::size).sum());
    }

    private static long millisSince(long beginNanos) {
        return (System.nanoTime() - beginNanos) / 1_000_000;
    }

    private static void say(String text) {
        System.out.println("ControlIT: " + text);
    }
}
