package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.AuthSettings.TlsPorts;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way to know who a peer is, with every way to show it: who is right gets in, who is wrong or
 * shows nothing does not. The settings change while a publisher with a user of its path goes on.
 */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;
    private static final int AT_ONCE = 4;
    private static final Shown NOTHING = new Shown.Nothing();
    private static final Shown RIGHT = new Shown.Password(AuthServer.USER, AuthServer.PASSWORD);
    private static final Shown WRONG = new Shown.Password(AuthServer.USER, "guessed");
    private static final Set<AuthPeer> WITH_RTSP =
            EnumSet.of(AuthPeer.RTSP_READ, AuthPeer.RTSP_PUBLISH, AuthPeer.RTSP_BASIC_HEADER);

    private final FreePorts free = new FreePorts();
    private final TlsPorts tls = new TlsPorts(free.next(), free.next(), free.next());
    private final ExecutorService peers = Executors.newFixedThreadPool(AT_ONCE);
    private AuthServer authServer;
    private AuthDeployment deployment;
    private ChildProcess feeder;
    private Path file;
    private AuthSettings settings = AuthSettings.PLAIN_DIGEST;

    /** How far a peer of each kind came, by what it showed. */
    private record Outcome(boolean right, boolean wrong, boolean nothing) {
        static final Outcome EXPECTED = new Outcome(true, false, false);
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        authServer = new AuthServer();
        file = folder.resolve("millrace.yml");
        Files.writeString(file, settings.yaml(authServer, tls));
        deployment = AuthDeployment.start(folder.resolve("data"), free, file);
        String url = deployment.publishUrl("rtmp", AuthSettings.LIVE);
        feeder =
                Ffmpeg.start(
                        AuthSettings.FEEDER,
                        AuthPeer.publish(url + "?user=feeder&pass=feeder", "-t", "600"));
        String playlist = deployment.readUrl("hls", AuthSettings.LIVE) + RIGHT.query();
        Publishers.awaitHttp(playlist, feeder);
    }

    @AfterAll
    void stop() {
        peers.shutdownNow();
        if (feeder != null) {
            feeder.close();
        }
        if (deployment != null) {
            deployment.close();
        }
        if (authServer != null) {
            authServer.close();
        }
    }

    private void change(AuthSettings next) throws Exception {
        if (next == settings) {
            return;
        }
        long before = deployment.logged("settings changed");
        settings = next;
        Files.writeString(file, next.yaml(authServer, tls));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (deployment.logged("settings changed") == before) {
            assertTrue(System.nanoTime() < deadline, deployment::output);
            Thread.sleep(POLL_MILLIS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void peers_rightWrongAndNothingShown_onlyTheRightGetIn(AuthSettings method) throws Exception {
        change(method);
        switch (method) {
            case PLAIN_DIGEST -> {
                Set<AuthPeer> kinds = withPasswords();
                kinds.remove(AuthPeer.RTSP_BASIC_HEADER);
                assertOnlyRight(method, kinds, RIGHT, WRONG);
                assertTrue(challenge().startsWith("Digest"), challenge());
            }
            case SHA256, ARGON2, HTTP -> assertOnlyRight(method, withPasswords(), RIGHT, WRONG);
            case PLAIN_WITHOUT_DIGEST -> {
                assertOnlyRight(method, WITH_RTSP, RIGHT, WRONG);
                assertTrue(challenge().startsWith("Basic"), challenge());
            }
            case JWT -> {
                Shown right = new Shown.Token(authServer.token(Instant.now().plusSeconds(600)));
                Set<AuthPeer> all = EnumSet.allOf(AuthPeer.class);
                assertOnlyRight(method, all, right, new Shown.Token(authServer.forged()));
            }
        }
        assertTrue(feeder.isRunning(), feeder::output);
    }

    private static Set<AuthPeer> withPasswords() {
        return EnumSet.complementOf(EnumSet.of(AuthPeer.HLS_BEARER));
    }

    private void assertOnlyRight(AuthSettings method, Set<AuthPeer> kinds, Shown right, Shown wrong)
            throws Exception {
        Map<AuthPeer, Future<Outcome>> running = new TreeMap<>();
        for (AuthPeer kind : kinds) {
            String path = (method + "/" + kind).toLowerCase(Locale.ROOT);
            running.put(
                    kind,
                    peers.submit(() ->
                            new Outcome(
                                    kind.proceeds(deployment, path, right),
                                    kind.proceeds(deployment, path, wrong),
                                    kind.proceeds(deployment, path, NOTHING))));
        }
        Map<AuthPeer, Outcome> outcomes = new TreeMap<>();
        Map<AuthPeer, Outcome> expected = new TreeMap<>();
        for (Map.Entry<AuthPeer, Future<Outcome>> peer : running.entrySet()) {
            outcomes.put(peer.getKey(), peer.getValue().get());
            expected.put(peer.getKey(), Outcome.EXPECTED);
        }
        assertEquals(expected, outcomes, deployment::output);
    }

    private String challenge() throws Exception {
        return AuthPeer.challenge(deployment.rtspReadPort());
    }

    @Test
    void token_expiredBefore_isRefusedEverywhere() throws Exception {
        change(AuthSettings.JWT);
        Shown expired = new Shown.Token(authServer.token(Instant.now().minusSeconds(5)));
        for (AuthPeer kind : AuthPeer.values()) {
            assertFalse(kind.proceeds(deployment, "expired", expired), kind::name);
        }
    }

    @Test
    void token_expiresWhileItsSessionsRun_theyEnd() throws Exception {
        change(AuthSettings.JWT);
        Instant expiry = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(6);
        String query = new Shown.Token(authServer.token(expiry)).query();
        List<List<String>> sessions = new ArrayList<>();
        for (String scheme : List.of("rtsp", "rtmp")) {
            sessions.add(
                    AuthPeer.publish(
                            deployment.publishUrl(scheme, "brief/" + scheme) + query, "-t", "600"));
            sessions.add(AuthPeer.watch(deployment.readUrl(scheme, AuthSettings.LIVE) + query));
        }
        sessions.add(
                AuthPeer.watch(deployment.readUrl("page", AuthSettings.LIVE) + "/mpegts" + query));
        List<ChildProcess> running = new ArrayList<>();
        try {
            for (List<String> session : sessions) {
                running.add(Ffmpeg.start("brief " + running.size(), session));
            }
            for (ChildProcess session : running) {
                session.awaitExit(LIMIT);
                assertFalse(Instant.now().isBefore(expiry), session::output);
            }
        } finally {
            running.forEach(ChildProcess::close);
        }
        assertTrue(feeder.isRunning(), feeder::output);
    }

    @Test
    void authServer_neverAnswersForOnePeer_onlyThatPeerWaitsAndIsRefused() throws Exception {
        change(AuthSettings.HTTP);
        String path = AuthServer.SLOW;
        String url = deployment.publishUrl("rtmp", path) + RIGHT.query();
        try (ChildProcess slow = Ffmpeg.start(path, AuthPeer.publish(url))) {
            authServer.awaitSlow();
            for (AuthPeer kind : List.of(AuthPeer.RTSP_BASIC_HEADER, AuthPeer.HLS_QUERY)) {
                assertTrue(kind.proceeds(deployment, "quick", RIGHT), deployment::output);
            }
            assertTrue(slow.isRunning(), slow::output);
            for (AuthPeer kind : List.of(AuthPeer.RTSP_PUBLISH, AuthPeer.RTMP_READ)) {
                assertTrue(kind.proceeds(deployment, "quick", RIGHT), deployment::output);
            }
            assertNotEquals(0, slow.awaitExit(LIMIT), slow::output);
        }
    }

    @Test
    void tls_rtspsRtmpsAndHttps_publishAndReadWithFfmpeg() throws Exception {
        change(AuthSettings.PLAIN_DIGEST);
        for (String base :
                List.of(
                        "rtsps://camera:password@127.0.0.1:" + tls.rtsps() + "/secure/rtsps",
                        "rtmps://127.0.0.1:" + tls.rtmps() + "/secure/rtmps" + RIGHT.query())) {
            try (ChildProcess publisher =
                    Ffmpeg.start("publisher", AuthPeer.publish(base, "-t", "600"))) {
                String path = base.replaceFirst(".*/(secure/[a-z]+).*", "$1");
                String playlist = deployment.readUrl("hls", path) + RIGHT.query();
                Publishers.awaitHttp(playlist, publisher);
                Ffmpeg.run(LIMIT, AuthPeer.read(base).toArray(String[]::new));
                String https = playlist.replaceFirst("http://127.0.0.1:\\d+", secureHost());
                Ffmpeg.run(LIMIT, AuthPeer.read(https).toArray(String[]::new));
            }
        }
    }

    @Test
    void operators_withAuthentication_needTheirPermission() throws Exception {
        change(AuthSettings.PLAIN_DIGEST);
        ServerPorts ports = deployment.ports();
        String operator = new Shown.Password("operator", "operator").basic();
        for (String page :
                List.of(
                        ports.controlHttp() + "/v1/paths/list",
                        ports.controlHttp() + "/v1/sessions/list",
                        ports.metrics() + "/metrics",
                        ports.metrics() + "/debug/threads")) {
            String url = "http://127.0.0.1:" + page;
            assertEquals(401, AuthPeer.status(url, NOTHING.basic()), page);
            assertEquals(401, AuthPeer.status(url, WRONG.basic()), page);
            assertEquals(403, AuthPeer.status(url, RIGHT.basic()), page);
            assertEquals(200, AuthPeer.status(url, operator), page);
        }
        String health = "http://127.0.0.1:" + ports.metrics() + "/health/live";
        assertEquals(200, AuthPeer.status(health, NOTHING.basic()));
    }

    private String secureHost() {
        return "https://127.0.0.1:" + tls.https();
    }
}
