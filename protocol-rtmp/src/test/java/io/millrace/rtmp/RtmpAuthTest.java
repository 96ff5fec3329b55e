package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.stream.Client;
import io.millrace.stream.ConnectionGate;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.QueryCredentials;
import io.millrace.stream.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RtmpAuthTest {
    private final FakePublishing publishing = new FakePublishing();
    private final List<RtmpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(RtmpServer::close);
    }

    private RtmpServer start(FakePublishing to, RtmpSecurity security) throws IOException {
        RtmpServer server =
                RtmpServer.start(
                        RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                                .with(security),
                        RtmpServer.Roles.publishingTo(to),
                        new Counters());
        servers.add(server);
        return server;
    }

    private static RtmpSecurity demanding(ConnectChallenge.Scheme scheme) {
        return new RtmpSecurity(() -> Optional.of(scheme), ConnectionGate.open(), Optional.empty());
    }

    private static TestClient.Received connect(TestClient client, String app) throws Exception {
        client.shakeHands();
        client.command(
                0,
                "connect",
                new AmfObject(
                        Map.of(
                                "app", AmfValue.of(app),
                                "flashVer", AmfValue.of("FMLE/3.0"))));
        while (true) {
            TestClient.Received message = client.next();
            if (message.type() == 20) {
                return message;
            }
        }
    }

    private Client seen() throws InterruptedException {
        return publishing.requests.poll(5, TimeUnit.SECONDS).client();
    }

    @ParameterizedTest
    @CsvSource({
        "live,cam?user=me&pass=secret",
        "live?user=me&pass=secret,cam",
        "live,cam?x=1&pass=secret&user=me",
    })
    void publish_userAndPasswordInTheQuery_areShown(String app, String name) throws Exception {
        RtmpServer server = start(publishing, RtmpSecurity.standard());
        try (TestClient client = TestClient.connected(server, app)) {
            client.publish(name);
            assertEquals(new Credentials.Password("me", "secret"), seen().credentials());
        }
    }

    @Test
    void publish_tokenAndVersion_areShown() throws Exception {
        RtmpServer server = start(publishing, RtmpSecurity.standard());
        try (TestClient client = new TestClient(server)) {
            assertEquals("NetConnection.Connect.Success", connect(client, "live").code());
            client.command(0, "createStream", new AmfNull());
            client.awaitCommand("_result");
            client.publish("cam?token=ticket");
            Client seen = seen();
            assertEquals(new Credentials.Token("ticket"), seen.credentials());
            assertEquals("FMLE/3.0", seen.userAgent());
            assertEquals("token=ticket", seen.query());
        }
    }

    @Test
    void publish_refused_tellsWhy() throws Exception {
        RefusedException refusal =
                new RefusedException(RefusedException.Cause.UNAUTHENTICATED, "wrong password");
        FakePublishing refusing = new FakePublishing(CompletableFuture.failedFuture(refusal));
        RtmpServer server = start(refusing, RtmpSecurity.standard());
        try (TestClient client = TestClient.connected(server, "live")) {
            client.command(1, "publish", new AmfNull(), AmfValue.of("cam"), AmfValue.of("live"));
            TestClient.Received status = client.awaitStatus("NetStream.Publish.Denied");
            assertEquals("wrong password", status.description());
            client.awaitClose();
        }
    }

    @Test
    void connect_adobe_provesThePasswordInThreeConnections() throws Exception {
        RtmpServer server = start(publishing, demanding(ConnectChallenge.Scheme.ADOBE));
        assertTrue(refusal(server, "live").contains("code=403 need auth; authmod=adobe"));
        String needed = refusal(server, "live?authmod=adobe&user=me");
        Map<String, String> asked = parameters(needed);
        String opaque = asked.getOrDefault("opaque", "");
        String inner = base64Md5("me" + asked.get("salt") + "secret");
        String app =
                "live?authmod=adobe&user=me&challenge=0badf00d&response="
                        + base64Md5(inner + opaque + "0badf00d")
                        + "&opaque="
                        + opaque;
        try (TestClient client = TestClient.connected(server, app)) {
            client.publish("cam");
            Credentials.Digest digest =
                    assertInstanceOf(Credentials.Digest.class, seen().credentials());
            assertEquals("me", digest.user());
            assertTrue(digest.proves().test("secret"));
            assertFalse(digest.proves().test("Secret"));
        }
    }

    @Test
    void connect_limelight_provesThePassword() throws Exception {
        RtmpServer server = start(publishing, demanding(ConnectChallenge.Scheme.LIMELIGHT));
        assertTrue(refusal(server, "live").contains("code=403 need auth; authmod=llnw"));
        String nonce = parameters(refusal(server, "live?authmod=llnw&user=me")).get("nonce");
        String secret = hexMd5("me:live:secret");
        String response =
                hexMd5(
                        secret
                                + ":"
                                + nonce
                                + ":00000001:abc:auth:"
                                + hexMd5("publish:/live/_definst_"));
        String app =
                "live?authmod=llnw&user=me&nonce=%s&cnonce=abc&nc=00000001&response=%s"
                        .formatted(nonce, response);
        try (TestClient client = TestClient.connected(server, app)) {
            client.publish("cam");
            Credentials.Digest digest =
                    assertInstanceOf(Credentials.Digest.class, seen().credentials());
            assertTrue(digest.proves().test("secret"));
            assertFalse(digest.proves().test("other"));
        }
    }

    @Test
    void connect_answerToNoChallengeOfOurs_isChallengedAgain() throws Exception {
        RtmpServer server = start(publishing, RtmpSecurity.standard());
        String forged = "0".repeat(64);
        String app = "live?authmod=adobe&user=me&challenge=1&response=abc&opaque=" + forged;
        assertTrue(refusal(server, app).contains("?reason=needauth&user=me&salt="));
    }

    @Test
    void connect_passwordInTheApp_isNotChallenged() throws Exception {
        RtmpServer server = start(publishing, demanding(ConnectChallenge.Scheme.ADOBE));
        try (TestClient client = TestClient.connected(server, "live?user=me&pass=secret")) {
            client.publish("cam");
            assertEquals(new Credentials.Password("me", "secret"), seen().credentials());
        }
    }

    @Test
    void connect_beyondTheLimitOfTheAddress_isRefusedWithAReason() throws Exception {
        ConnectionGate closed = _ -> Optional.empty();
        RtmpServer server = start(publishing, RtmpSecurity.standard().with(closed));
        assertEquals("too many connections from your address", refusal(server, "live"));
    }

    /** Why {@code connect} is refused; the server then closes. */
    private static String refusal(RtmpServer server, String app) throws Exception {
        try (TestClient client = new TestClient(server)) {
            TestClient.Received answer = connect(client, app);
            assertEquals(AmfValue.of("_error"), answer.values().getFirst());
            assertEquals("NetConnection.Connect.Rejected", answer.code());
            client.awaitClose();
            return answer.description();
        }
    }

    private static Map<String, String> parameters(String description) {
        return QueryCredentials.parameters(
                description.substring(description.indexOf("?reason=needauth") + 1));
    }

    private static String base64Md5(String text) throws Exception {
        return Base64.getEncoder().encodeToString(md5(text));
    }

    private static String hexMd5(String text) throws Exception {
        return HexFormat.of().formatHex(md5(text));
    }

    private static byte[] md5(String text) throws Exception {
        return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
