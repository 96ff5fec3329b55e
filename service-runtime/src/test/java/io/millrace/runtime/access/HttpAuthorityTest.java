package io.millrace.runtime.access;

import static io.millrace.runtime.access.AccessRig.client;
import static io.millrace.runtime.access.AccessRig.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpAuthorityTest {
    private final BlockingQueue<Map<String, Object>> asked = new LinkedBlockingQueue<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private HttpServer server;

    /** Says yes to {@code me} with {@code secret}, and nothing about the path {@code slow}. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext(
                "/auth",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status(body), -1);
                    exchange.close();
                });
        server.start();
    }

    private int status(String body) {
        try {
            Map<String, Object> question = JSONObjectUtils.parse(body);
            asked.add(question);
            if ("slow".equals(question.get("path"))) {
                slow.await();
            }
            return "me".equals(question.get("user")) && "secret".equals(question.get("password"))
                    ? 204
                    : 401;
        } catch (ParseException malformed) {
            return 400;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    @AfterEach
    void stop() {
        slow.countDown();
        server.stop(0);
    }

    private AccessRig rig(String more) throws Exception {
        return new AccessRig(
                "auth: {failure-delay: 0s, http-address: 'http://127.0.0.1:%d/auth'%s}"
                        .formatted(server.getAddress().getPort(), more));
    }

    @Test
    void check_question_hasAllThatIsKnownOfThePeer() throws Exception {
        try (AccessRig rig = rig("")) {
            assertEquals(
                    "yes me",
                    rig.ask(
                            Action.PUBLISH,
                            "cam",
                            client(password("me", "secret"))
                                    .withQuery("a=b")
                                    .withUserAgent("enc")));
            Map<String, Object> question = asked.remove();
            assertFalse(String.valueOf(question.remove("id")).isEmpty());
            assertEquals(
                    Map.of(
                            "ip", "192.0.2.7",
                            "user", "me",
                            "password", "secret",
                            "token", "",
                            "action", "publish",
                            "path", "cam",
                            "protocol", "rtsp",
                            "query", "a=b",
                            "userAgent", "enc"),
                    question);
        }
    }

    @Test
    void check_withoutCredentials_isAskedToo_andMakesThePeerShowThem() throws Exception {
        try (AccessRig rig = rig("")) {
            assertEquals(
                    "UNAUTHENTICATED", rig.ask(Action.READ, "cam", client(new Credentials.None())));
            assertEquals("", asked.remove().get("user"));
            assertEquals(
                    "UNAUTHENTICATED",
                    rig.ask(Action.READ, "cam", client(password("me", "wrong"))));
        }
    }

    @Test
    void check_slowServer_holdsOnlyItsOwnPeer_andNotForEver() throws Exception {
        try (AccessRig rig = rig(", http-timeout: 1m");
                AccessRig hasty = rig(", http-timeout: 1s")) {
            CompletableFuture<Grant> held =
                    rig.access
                            .check(
                                    Action.READ,
                                    new PathName("slow"),
                                    client(password("me", "secret")))
                            .toCompletableFuture();
            for (int peer = 0; peer < 20; peer++) {
                assertEquals(
                        "yes me", rig.ask(Action.READ, "cam", client(password("me", "secret"))));
            }
            assertFalse(held.isDone());
            assertEquals(
                    "UNAVAILABLE",
                    hasty.ask(Action.READ, "slow", client(password("me", "secret"))));
        }
    }

    @Test
    void check_sameQuestion_isAskedAgainUnlessTheSettingsSayOtherwise() throws Exception {
        try (AccessRig never = rig("");
                AccessRig minute = rig(", http-cache: 1m")) {
            for (int i = 0; i < 3; i++) {
                never.ask(Action.READ, "cam", client(password("me", "secret")));
            }
            assertEquals(3, asked.size());
            asked.clear();
            for (int i = 0; i < 3; i++) {
                minute.ask(Action.READ, "cam", client(password("me", "secret")));
            }
            assertEquals(1, asked.size());
            minute.advance(61);
            minute.ask(Action.READ, "cam", client(password("me", "secret")));
            assertEquals(2, asked.size());
        }
    }

    @Test
    void check_serverThatIsNotThere_refusesAsUnavailable() throws Exception {
        try (AccessRig rig = rig("")) {
            server.stop(0);
            CompletableFuture<String> answer =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return rig.ask(Action.READ, "cam", client(password("me", "secret")));
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    });
            assertEquals("UNAVAILABLE", answer.get(60, TimeUnit.SECONDS));
        }
    }
}
