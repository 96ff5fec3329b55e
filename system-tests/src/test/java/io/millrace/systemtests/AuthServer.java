package io.millrace.systemtests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers {@code POST /auth}, and serves the keys of the tokens that it gives out. It never answers
 * about paths that begin with {@value #SLOW}.
 */
final class AuthServer implements AutoCloseable {
    static final String USER = "camera";
    static final String PASSWORD = "password";
    static final String SLOW = "slow";

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final ECKey key;
    private final ECKey otherKey;

    AuthServer() throws IOException, JOSEException {
        this.key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
        this.otherKey = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/auth", this::authenticate);
        server.createContext(
                "/keys",
                exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString(true)));
        server.setExecutor(handlers);
        server.start();
    }

    String url(String page) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + page;
    }

    /** Returns when a peer of a slow path waits. */
    void awaitSlow() throws InterruptedException {
        asked.await();
    }

    /** A token for everything. */
    String token(Instant expires) throws JOSEException {
        return token(key, expires);
    }

    /** A token that somebody else signed. */
    String forged() throws JOSEException {
        return token(otherKey, Instant.now().plusSeconds(3_600));
    }

    private static String token(ECKey signing, Instant expires) throws JOSEException {
        List<Map<String, String>> permissions =
                List.of(Map.of("action", "publish"), Map.of("action", "read"));
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .expirationTime(Date.from(expires))
                        .claim("millrace_permissions", permissions)
                        .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build();
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(signing));
        return token.serialize();
    }

    private void authenticate(HttpExchange exchange) throws IOException {
        try {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Object> question = JSONObjectUtils.parse(body);
            if (String.valueOf(question.get("path")).startsWith(SLOW)) {
                asked.countDown();
                closed.await();
            }
            boolean right =
                    USER.equals(question.get("user")) && PASSWORD.equals(question.get("password"));
            answer(exchange, right ? 200 : 401, "");
        } catch (ParseException malformed) {
            answer(exchange, 400, malformed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        handlers.shutdownNow();
    }
}
