package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys of {@code auth}, {@code tls} and {@code limits}. */
final class AccessTable {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    static final Setting<List<AuthConfig.Method>> METHODS =
            new Setting<>(
                    "methods",
                    ValueType.list(ValueType.choice(AuthConfig.Method.class)),
                    "",
                    "Asked in this order until one says yes; `anonymous` says yes to everybody.");
    static final Setting<List<AuthConfig.RtspMethod>> RTSP_METHODS =
            new Setting<>(
                    "rtsp-methods",
                    ValueType.list(ValueType.choice(AuthConfig.RtspMethod.class)),
                    "digest, basic",
                    "Challenges that RTSP peers get, in this order.");
    static final Setting<Duration> FAILURE_DELAY =
            new Setting<>(
                    "failure-delay",
                    ValueType.duration(Duration.ZERO, Duration.ofSeconds(30)),
                    "1s",
                    "Wrong credentials are answered after a random time up to this.");

    static final Setting<String> USER =
            new Setting<>(
                    "user",
                    ValueType.text("name, plain, sha256:… or argon2:…", 512),
                    "any",
                    "`any` is everybody, also without credentials.");
    static final Setting<Secret> PASSWORD =
            new Setting<>(
                    "password",
                    ValueType.secret("plain, sha256:… or argon2:…", 0, 512),
                    "",
                    "Empty: any password.");
    static final Setting<List<IpRange>> IPS =
            new Setting<>(
                    "ips",
                    ValueType.list(AddressTypes.ipRange()),
                    "",
                    "Where the user may come from; empty: from anywhere.");
    static final Setting<AuthConfig.Action> ACTION =
            new Setting<>(
                    "action",
                    ValueType.choice(AuthConfig.Action.class),
                    "read",
                    "What is allowed.");
    static final Setting<String> PERMITTED_PATH =
            new Setting<>(
                    "path",
                    PathPattern.valueType(),
                    "",
                    "Path's name, or `~` and a regular expression; empty or `all`: every path.");
    static final BlockList PERMISSIONS =
            new BlockList(
                    "permissions",
                    "What the user may do.",
                    new Block("permission", "One.", List.of(ACTION, PERMITTED_PATH)));
    static final BlockList USERS =
            new BlockList(
                    "users",
                    "Users of method `internal`; the first that fits counts.",
                    new Block("user", "One.", List.of(USER, PASSWORD, IPS, PERMISSIONS)));

    static final Setting<Optional<URI>> HTTP_ADDRESS =
            new Setting<>(
                    "http-address",
                    AddressTypes.url(),
                    "",
                    "Method `http`: gets a POST with each peer's request; answers 20x for yes.");
    static final Setting<Duration> HTTP_TIMEOUT =
            new Setting<>(
                    "http-timeout",
                    ValueType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                    "5s",
                    "After this without an answer the peer is refused.");
    static final Setting<List<AuthConfig.Action>> HTTP_EXCLUDE =
            new Setting<>(
                    "http-exclude",
                    ValueType.list(ValueType.choice(AuthConfig.Action.class)),
                    "",
                    "Actions that the HTTP server is not asked about.");
    static final Setting<Duration> HTTP_CACHE =
            new Setting<>(
                    "http-cache",
                    ValueType.duration(Duration.ZERO, DAY),
                    "0s",
                    "How long a yes of the HTTP server holds for the same request.");

    static final Setting<Optional<URI>> JWT_JWKS_URL =
            new Setting<>(
                    "jwt-jwks-url", AddressTypes.url(), "", "Method `jwt`: where the keys are.");
    static final Setting<String> JWT_ISSUER =
            new Setting<>(
                    "jwt-issuer", ValueType.text("text", 512), "", "`iss`; empty: not looked at.");
    static final Setting<String> JWT_AUDIENCE =
            new Setting<>(
                    "jwt-audience",
                    ValueType.text("text", 512),
                    "",
                    "`aud`; empty: not looked at.");
    static final Setting<String> JWT_CLAIM =
            new Setting<>(
                    "jwt-claim",
                    ValueType.text("name", 128),
                    "millrace_permissions",
                    "Claim that holds the permissions.");
    static final Setting<List<String>> JWT_ALGORITHMS =
            new Setting<>(
                    "jwt-algorithms",
                    ValueType.list(
                            ValueType.word(
                                    List.of(
                                            "RS256", "RS384", "RS512", "ES256", "ES384", "ES512",
                                            "PS256", "PS384", "PS512", "EdDSA"))),
                    "RS256, ES256, EdDSA",
                    "Signatures that are accepted.");
    static final Setting<Duration> JWT_REFRESH =
            new Setting<>(
                    "jwt-refresh",
                    ValueType.duration(SECOND, DAY),
                    "1h",
                    "How long the keys hold before they are fetched again.");

    static final Block AUTH =
            new Block(
                    "auth",
                    "Who may do what.",
                    List.of(
                            METHODS,
                            RTSP_METHODS,
                            FAILURE_DELAY,
                            USERS,
                            HTTP_ADDRESS,
                            HTTP_TIMEOUT,
                            HTTP_EXCLUDE,
                            HTTP_CACHE,
                            JWT_JWKS_URL,
                            JWT_ISSUER,
                            JWT_AUDIENCE,
                            JWT_CLAIM,
                            JWT_ALGORITHMS,
                            JWT_REFRESH));

    static final Setting<Optional<Path>> CERTIFICATE =
            new Setting<>(
                    "certificate",
                    ValueType.file(),
                    "",
                    "PEM file of the certificate and its chain; read again when it changes.");
    static final Setting<Optional<Path>> KEY =
            new Setting<>("key", ValueType.file(), "", "PEM file of the private key.");
    static final Setting<Optional<Path>> CLIENT_CA =
            new Setting<>(
                    "client-ca",
                    ValueType.file(),
                    "",
                    "PEM file of the authorities of clients' certificates (`grpc: mutual`).");
    static final Setting<Boolean> RTSPS =
            new Setting<>("rtsps", ValueType.flag(), "no", "Serve RTSP over TLS too.");
    static final Setting<Integer> RTSPS_PORT =
            new Setting<>("rtsps-port", ValueType.port(), "8322", "RTSP over TLS.");
    static final Setting<Boolean> RTMPS =
            new Setting<>("rtmps", ValueType.flag(), "no", "Serve RTMP over TLS too.");
    static final Setting<Integer> RTMPS_PORT =
            new Setting<>("rtmps-port", ValueType.port(), "1936", "RTMP over TLS.");
    static final Setting<Boolean> HTTPS =
            new Setting<>("https", ValueType.flag(), "no", "Serve viewers over HTTPS too.");
    static final Setting<Integer> HTTPS_PORT =
            new Setting<>("https-port", ValueType.port(), "8443", "HTTPS for viewers.");
    static final Setting<Boolean> STREAMS =
            new Setting<>(
                    "streams",
                    ValueType.flag(),
                    "no",
                    "`http.stream-port` speaks TLS instead of plain HTTP (play).");
    static final Setting<Boolean> API =
            new Setting<>(
                    "api",
                    ValueType.flag(),
                    "no",
                    "`control.http-port` speaks TLS instead of plain HTTP.");
    static final Setting<Boolean> METRICS =
            new Setting<>(
                    "metrics",
                    ValueType.flag(),
                    "no",
                    "`metrics.port` speaks TLS instead of plain HTTP, for probes of health too.");
    static final Setting<TlsConfig.Grpc> GRPC =
            new Setting<>(
                    "grpc",
                    ValueType.choice(TlsConfig.Grpc.class),
                    "off",
                    "Control's gRPC: plain, TLS, or TLS with clients' certificates.");

    static final Block TLS =
            new Block(
                    "tls",
                    "Encryption of listeners.",
                    List.of(
                            CERTIFICATE,
                            KEY,
                            CLIENT_CA,
                            RTSPS,
                            RTSPS_PORT,
                            RTMPS,
                            RTMPS_PORT,
                            HTTPS,
                            HTTPS_PORT,
                            STREAMS,
                            API,
                            METRICS,
                            GRPC));

    static final Setting<Integer> CONNECTIONS_PER_IP =
            new Setting<>(
                    "connections-per-ip",
                    ValueType.integer(0, 1_000_000),
                    "0",
                    "Connections of one address to this process; 0: no limit.");
    static final Setting<Integer> MAX_PUBLISHERS =
            new Setting<>(
                    "max-publishers",
                    ValueType.integer(0, 1_000_000),
                    "0",
                    "Publishers on this process; 0: no limit.");
    static final Setting<Integer> MAX_READERS =
            new Setting<>(
                    "max-readers",
                    ValueType.integer(0, 1_000_000),
                    "0",
                    "Readers on this process; 0: no limit.");

    static final Block LIMITS =
            new Block(
                    "limits",
                    "How much one process takes.",
                    List.of(CONNECTIONS_PER_IP, MAX_PUBLISHERS, MAX_READERS));

    private AccessTable() {}
}
