package io.millrace.systemtests;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The settings file of each way to know who a peer is. */
enum AuthSettings {
    PLAIN_DIGEST,
    PLAIN_WITHOUT_DIGEST,
    SHA256,
    ARGON2,
    HTTP,
    JWT;

    /** The path that is published all the time, by a user of its own. */
    static final String LIVE = "live";

    static final String FEEDER = "feeder";

    /** The reference program's hash of {@link AuthServer#PASSWORD}. */
    private static final String ARGON2_HASH =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    String yaml(AuthServer server, TlsPorts tls) {
        return """
        auth:
          failure-delay: 100ms
        %s
        tls:
          rtsps: yes
          rtsps-port: %d
          rtmps: yes
          rtmps-port: %d
          https: yes
          https-port: %d
        paths:
          live:
            publish-user: feeder
            publish-password: feeder
        """
                .formatted(authority(server).indent(2), tls.rtsps(), tls.rtmps(), tls.https());
    }

    private String authority(AuthServer server) {
        return switch (this) {
            case PLAIN_DIGEST ->
                    "rtsp-methods: digest\n" + users(AuthServer.USER, AuthServer.PASSWORD);
            case PLAIN_WITHOUT_DIGEST ->
                    "rtsp-methods: basic\n" + users(AuthServer.USER, AuthServer.PASSWORD);
            case SHA256 -> users(sha256(AuthServer.USER), sha256(AuthServer.PASSWORD));
            case ARGON2 -> users(AuthServer.USER, "argon2:" + ARGON2_HASH);
            case HTTP -> "http-address: " + server.url("auth") + "\n";
            case JWT -> "jwt-jwks-url: " + server.url("keys") + "\n";
        };
    }

    private static String users(String user, String password) {
        return """
        users:
          - user: '%s'
            password: '%s'
            permissions: [{action: publish}, {action: read}]
          - user: operator
            password: operator
            permissions: [{action: api}, {action: metrics}]
        """
                .formatted(user, password);
    }

    private static String sha256(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** Where the server listens for TLS. */
    record TlsPorts(int rtsps, int rtmps, int https) {}
}
