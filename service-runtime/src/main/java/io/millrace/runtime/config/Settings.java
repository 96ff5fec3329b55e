package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.TextMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The one table of keys: documents, example and schema are made from it. This class has the
 * process's own; {@link PackagerTable} the packager's, {@link PathTable} those of paths, {@link
 * AccessTable} who may do what.
 */
public final class Settings {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static final Setting<String> SERVER_LISTEN =
            new Setting<>(
                    "listen",
                    ValueType.text("address, or all", 255),
                    "127.0.0.1",
                    "Address that every listener binds to; `all` for every address of the machine.");
    static final Setting<String> SERVER_POD =
            new Setting<>(
                    "pod",
                    ValueType.text("name", 128),
                    "",
                    "Name of this process in leases and logs; empty: host name and a random part.");
    static final Setting<Integer> SERVER_EVENT_LOOPS =
            new Setting<>(
                    "event-loops",
                    ValueType.integer(0, 1024),
                    "0",
                    "Threads that serve sockets; 0: one a core.");
    static final Setting<Duration> SERVER_STOP_TIMEOUT =
            new Setting<>(
                    "stop-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long each part may take to stop before it is left behind.");
    static final Setting<Duration> SERVER_DRAIN_DELAY =
            new Setting<>(
                    "drain-delay",
                    ValueType.duration(Duration.ZERO, HOUR),
                    "0s",
                    "After a signal to stop, how long only readiness is off, so that front doors"
                            + " look elsewhere.");
    static final Setting<Duration> SERVER_DRAIN_TIME =
            new Setting<>(
                    "drain-time",
                    ValueType.duration(Duration.ZERO, HOUR),
                    "0s",
                    "Then sessions are ended one after another over this time.");

    static final Setting<LogLevel> SERVER_LOG_LEVEL =
            new Setting<>(
                    "log-level",
                    ValueType.choice(LogLevel.class),
                    "info",
                    "How much the log tells.");
    static final Setting<Optional<Path>> SERVER_LOG_FILE =
            new Setting<>(
                    "log-file",
                    ValueType.file(),
                    "",
                    "A file that gets the log too (20 MB, 5 kept); beside where it goes anyway.");

    static final Setting<List<HostAndPort>> KAFKA_BOOTSTRAP_SERVERS =
            new Setting<>(
                    "bootstrap-servers",
                    AddressTypes.hostsAndPorts(),
                    "127.0.0.1:9092",
                    "The Kafka cluster that holds the log. Not used where the broker is embedded.");
    static final Setting<Integer> KAFKA_EMBEDDED_PORT =
            new Setting<>(
                    "embedded-port",
                    ValueType.port(),
                    "9995",
                    "Port of the embedded broker, on loopback only (standalone).");
    static final Setting<Integer> KAFKA_REPLICATION =
            new Setting<>(
                    "replication",
                    ValueType.integer(1, 16),
                    "1",
                    "Replicas of the topics that are made.");

    static final Setting<Duration> KAFKA_LINGER =
            new Setting<>(
                    "linger",
                    ValueType.duration(Duration.ZERO, SECOND),
                    "0ms",
                    "How long records wait for others; 2ms to 5ms saves CPU from about 20 paths up.");
    static final Setting<Integer> KAFKA_BUFFER_SIZE =
            new Setting<>(
                    "buffer-size",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "64MiB",
                    "Bytes of all paths together that may wait for Kafka.");

    static final Setting<List<IpRange>> RTMP_TRUSTED_PROXIES =
            new Setting<>(
                    "trusted-proxies",
                    ValueType.list(AddressTypes.ipRange()),
                    "",
                    "Proxies whose connections begin with a PROXY header (version 1 or 2), which tells"
                            + " the peer's address.");
    static final Setting<Integer> RTMP_PORT =
            new Setting<>("port", ValueType.port(), "1935", "RTMP over TCP.");
    static final Setting<Duration> RTMP_READ_TIMEOUT =
            new Setting<>(
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A publisher that sends nothing, or a reader that takes nothing, ends after it.");
    static final Setting<RtmpChallenge> RTMP_CHALLENGE =
            new Setting<>(
                    "challenge",
                    ValueType.choice(RtmpChallenge.class),
                    "none",
                    "What peers that show nothing when they connect must answer, as encoders with"
                            + " fields for user and password can; `none`: they may show it later.");
    static final Setting<Integer> SRT_PORT =
            new Setting<>("port", ValueType.port(), "8890", "SRT over UDP.");
    static final Setting<Duration> SRT_LATENCY =
            new Setting<>(
                    "latency",
                    ValueType.duration(Duration.ZERO, MINUTE),
                    "120ms",
                    "How long packets are held back to repair losses; a peer may ask for more.");
    static final Setting<Duration> SRT_READ_TIMEOUT =
            new Setting<>(
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A publisher that sends nothing, or a reader that takes nothing, ends after it.");
    static final Setting<Integer> HTTP_PORT =
            new Setting<>("port", ValueType.port(), "8888", "HLS and the player page (packager).");
    static final Setting<Integer> HTTP_STREAM_PORT =
            new Setting<>(
                    "stream-port",
                    ValueType.port(),
                    "8889",
                    "Endless streams, `/<path>/mpegts` (play); in standalone they are on `port`.");
    static final Setting<Duration> HTTP_READ_TIMEOUT =
            new Setting<>(
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A reader of an endless stream that takes nothing ends after this.");

    static final Setting<List<IpRange>> HTTP_TRUSTED_PROXIES =
            new Setting<>(
                    "trusted-proxies",
                    ValueType.list(AddressTypes.ipRange()),
                    "",
                    "Whose `X-Forwarded-For` is believed: the viewer is the last address in it that"
                            + " is none of these.");

    static final Setting<List<HostAndPort>> CONTROL_ADDRESS =
            new Setting<>(
                    "address",
                    AddressTypes.hostsAndPorts(),
                    "127.0.0.1:9996",
                    "Where pods find control's gRPC: some replicas. Not used in standalone.");
    static final Setting<String> CONTROL_ADVERTISED_ADDRESS =
            new Setting<>(
                    "advertised-address",
                    ValueType.text("host:port", 255),
                    "",
                    "Where pods reach this replica; empty: its host name and gRPC port (control).");
    static final Setting<String> CONTROL_GROUP =
            new Setting<>(
                    "group",
                    ValueType.text("name", 128),
                    "millrace-control",
                    "Kafka group of the replicas that share the paths; empty: there is one (control).");
    static final Setting<Integer> CONTROL_PARTITIONS =
            new Setting<>(
                    "partitions",
                    ValueType.integer(1, 256),
                    "12",
                    "Parts that replicas share the paths in, when the topic is made (control).");
    static final Setting<Integer> CONTROL_GRPC_PORT =
            new Setting<>("grpc-port", ValueType.port(), "9996", "Control's gRPC (control).");
    static final Setting<Integer> CONTROL_HTTP_PORT =
            new Setting<>("http-port", ValueType.port(), "9997", "Control's HTTP (control).");
    static final Setting<Duration> CONTROL_MAX_WAIT =
            new Setting<>(
                    "max-wait",
                    ValueType.duration(Duration.ofMillis(100), HOUR),
                    "15s",
                    "How long a new publisher waits for control before it is refused.");
    static final Setting<Duration> CONTROL_POD_GRACE =
            new Setting<>(
                    "pod-grace",
                    ValueType.duration(Duration.ofMillis(100), HOUR),
                    "10s",
                    "How long the leases of a pod that control lost sight of are kept (control).");
    static final Setting<Integer> CONTROL_JOB_MOVES =
            new Setting<>(
                    "job-moves-per-minute",
                    ValueType.integer(0, 6_000),
                    "20",
                    "How many jobs a minute move to pods that have fewer; 0: none (control).");

    static final Setting<Secret> CONTROL_TOKEN =
            new Setting<>(
                    "token",
                    ValueType.secret("16 to 512 characters", 16, 512),
                    "",
                    "What pods show control's gRPC, the same on all; empty: they are not asked.");

    static final Setting<Integer> METRICS_PORT =
            new Setting<>(
                    "port",
                    ValueType.port(),
                    "9998",
                    "`/metrics`, `/health/live`, `/health/ready`.");

    static final Setting<Integer> KAFKA_PUBLISH_BUFFER =
            new Setting<>(
                    "publish-buffer",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "8MiB",
                    "Bytes of a path that may wait for Kafka before units are dropped.");
    static final Setting<Integer> KAFKA_MAX_RECORD_SIZE =
            new Setting<>(
                    "max-record-size",
                    ValueType.size(64 << 10, 128 << 20),
                    "16MiB",
                    "Largest record of the log; a bigger unit is refused and counted.");
    static final Setting<Integer> KAFKA_MIN_IN_SYNC =
            new Setting<>(
                    "min-in-sync",
                    ValueType.integer(1, 16),
                    "1",
                    "How many replicas must have a record before it counts as written.");
    static final TextMap KAFKA_PROPERTIES =
            new TextMap(
                    "properties",
                    "Any property of Kafka's clients, as Kafka names it: TLS, SASL, `client.rack`.");

    static final Block SERVER =
            new Block(
                    "server",
                    "This process.",
                    List.of(
                            SERVER_LISTEN,
                            SERVER_POD,
                            SERVER_EVENT_LOOPS,
                            SERVER_STOP_TIMEOUT,
                            SERVER_DRAIN_DELAY,
                            SERVER_DRAIN_TIME,
                            SERVER_LOG_LEVEL,
                            SERVER_LOG_FILE));
    static final Block KAFKA =
            new Block(
                    "kafka",
                    "The log.",
                    List.of(
                            KAFKA_BOOTSTRAP_SERVERS,
                            KAFKA_EMBEDDED_PORT,
                            KAFKA_REPLICATION,
                            KAFKA_MIN_IN_SYNC,
                            KAFKA_LINGER,
                            KAFKA_BUFFER_SIZE,
                            KAFKA_PUBLISH_BUFFER,
                            KAFKA_MAX_RECORD_SIZE,
                            KAFKA_PROPERTIES));
    static final Block RTMP =
            new Block(
                    "rtmp",
                    "RTMP (ingest, play).",
                    List.of(RTMP_PORT, RTMP_READ_TIMEOUT, RTMP_CHALLENGE, RTMP_TRUSTED_PROXIES));
    static final Block SRT =
            new Block(
                    "srt", "SRT (ingest, play).", List.of(SRT_PORT, SRT_LATENCY, SRT_READ_TIMEOUT));
    static final Block HTTP =
            new Block(
                    "http",
                    "HTTP for viewers.",
                    List.of(HTTP_PORT, HTTP_STREAM_PORT, HTTP_READ_TIMEOUT, HTTP_TRUSTED_PROXIES));
    static final Block CONTROL =
            new Block(
                    "control",
                    "Leases: who may publish; the control API.",
                    List.of(
                            CONTROL_ADDRESS,
                            CONTROL_ADVERTISED_ADDRESS,
                            CONTROL_GROUP,
                            CONTROL_PARTITIONS,
                            CONTROL_GRPC_PORT,
                            CONTROL_HTTP_PORT,
                            CONTROL_MAX_WAIT,
                            CONTROL_POD_GRACE,
                            CONTROL_JOB_MOVES,
                            CONTROL_TOKEN));
    static final Block METRICS = new Block("metrics", "For operators.", List.of(METRICS_PORT));

    /** Everything. */
    static final Block ROOT =
            new Block(
                    "",
                    "",
                    List.of(
                            SERVER,
                            KAFKA,
                            RtspTable.RTSP,
                            RTMP,
                            SRT,
                            HTTP,
                            PackagerTable.PACKAGER,
                            CONTROL,
                            METRICS,
                            AccessTable.AUTH,
                            AccessTable.TLS,
                            AccessTable.LIMITS,
                            WebhookTable.HOOKS,
                            PathTable.DEFAULTS,
                            PathTable.PATHS));

    private Settings() {}
}
