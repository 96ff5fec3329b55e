package io.millrace.runtime.access;

import static io.millrace.runtime.access.AccessRig.client;
import static io.millrace.runtime.access.AccessRig.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JwtAuthorityTest {
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicReference<String> set = new AtomicReference<>("");
    private RSAKey key;
    private HttpServer server;
    private AccessRig rig;

    @BeforeEach
    void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        set.set(new JWKSet(key.toPublicJWK()).toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys",
                exchange -> {
                    fetches.incrementAndGet();
                    byte[] body = set.get().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        rig = new AccessRig(settings("issuer"));
    }

    private String settings(String issuer) throws IOException {
        return """
        auth:
          failure-delay: 0s
          jwt-jwks-url: http://127.0.0.1:%d/keys
          jwt-issuer: %s
          jwt-audience: millrace
        """
                .formatted(server.getAddress().getPort(), issuer);
    }

    @AfterEach
    void stop() {
        rig.close();
        server.stop(0);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("me")
                .issuer("issuer")
                .audience("millrace")
                .expirationTime(Date.from(rig.now().plusSeconds(60)))
                .claim(
                        "millrace_permissions",
                        List.of(Map.of("action", "read", "path", "~live/.*")));
    }

    private static String signed(RSAKey signer, JWTClaimsSet claims) throws Exception {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(signer.getKeyID()).build(),
                        claims);
        token.sign(new RSASSASigner(signer));
        return token.serialize();
    }

    private String ask(String path, String token) throws Exception {
        return rig.ask(Action.READ, path, client(new Credentials.Token(token)));
    }

    @Test
    void check_goodToken_permitsWhatItSays() throws Exception {
        String token = signed(key, claims().build());
        assertEquals("yes me", ask("live/one", token));
        assertEquals("FORBIDDEN", ask("other", token));
        assertEquals(
                "FORBIDDEN",
                rig.ask(Action.PUBLISH, "live/one", client(new Credentials.Token(token))));
        assertEquals(1, fetches.get());
    }

    @Test
    void check_tokenAsPassword_isTaken() throws Exception {
        String token = signed(key, claims().build());
        assertEquals("yes me", rig.ask(Action.READ, "live/one", client(password("any", token))));
        assertEquals(
                "UNAUTHENTICATED",
                rig.ask(Action.READ, "live/one", client(password("any", "secret"))));
        assertEquals(
                "UNAUTHENTICATED",
                rig.ask(Action.READ, "live/one", client(new Credentials.None())));
    }

    @Test
    void check_permissionsAsText_areRead() throws Exception {
        String text = "[{\"action\": \"read\"}]";
        String token = signed(key, claims().claim("millrace_permissions", text).build());
        assertEquals("yes me", ask("anything", token));
    }

    @Test
    void check_expiredForeignOrUnsignedToken_isRefused() throws Exception {
        List<JWTClaimsSet> wrong =
                List.of(
                        claims().expirationTime(Date.from(rig.now())).build(),
                        claims().notBeforeTime(Date.from(rig.now().plusSeconds(5))).build(),
                        claims().issuer("other").build(),
                        claims().audience("other").build());
        for (JWTClaimsSet claims : wrong) {
            assertEquals("UNAUTHENTICATED", ask("live/one", signed(key, claims)));
        }
        RSAKey other = new RSAKeyGenerator(2048).keyID("one").generate();
        assertEquals("UNAUTHENTICATED", ask("live/one", signed(other, claims().build())));
        assertEquals("UNAUTHENTICATED", ask("live/one", "not.a.token"));
    }

    /** The public key must not pass for a shared secret. */
    @Test
    void check_algorithmThatIsNotPinned_isRefused() throws Exception {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
                        claims().build());
        token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        assertEquals("UNAUTHENTICATED", ask("live/one", token.serialize()));
    }

    @Test
    void check_unknownKey_fetchesTheSetAgainButNotEachTime() throws Exception {
        assertEquals("yes me", ask("live/one", signed(key, claims().build())));
        RSAKey next = new RSAKeyGenerator(2048).keyID("two").generate();
        set.set(new JWKSet(next.toPublicJWK()).toString());
        assertEquals("UNAUTHENTICATED", ask("live/one", signed(next, claims().build())));
        assertEquals(1, fetches.get());
        rig.advance(11);
        assertEquals("yes me", ask("live/one", signed(next, claims().build())));
        assertEquals(2, fetches.get());
    }

    @Test
    void watch_tokenThatExpires_endsTheSession() throws Exception {
        BlockingQueue<EndReason> ends = new LinkedBlockingQueue<>();
        AccessRequest request =
                AccessRequest.of(
                        Action.READ,
                        new PathName("live/one"),
                        client(new Credentials.Token(signed(key, claims().build()))));
        Grant grant = rig.access.check(request).toCompletableFuture().get();
        assertEquals(Optional.of(rig.now().plusSeconds(60)), grant.expires());
        var _ = rig.access.watch(request, grant, ends::add);
        rig.advance(59);
        assertTrue(ends.isEmpty());
        rig.advance(1);
        assertEquals(EndReason.Kind.KICKED, ends.remove().kind());
    }

    @Test
    void update_otherIssuer_endsSessionsOfTheOldOne() throws Exception {
        BlockingQueue<EndReason> ends = new LinkedBlockingQueue<>();
        AccessRequest request =
                AccessRequest.of(
                        Action.READ,
                        new PathName("live/one"),
                        client(new Credentials.Token(signed(key, claims().build()))));
        Grant grant = rig.access.check(request).toCompletableFuture().get();
        var _ = rig.access.watch(request, grant, ends::add);
        rig.access.update(AccessRig.settings(settings("somebody-else")));
        EndReason reason = ends.poll(60, TimeUnit.SECONDS);
        assertEquals("permission was withdrawn: the token is of another issuer", reason.text());
    }
}
