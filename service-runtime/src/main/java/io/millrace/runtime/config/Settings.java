package io.millrace.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The one table of keys: {@code docs/configuration.md} is made from it. */
public final class Settings {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static final Setting<String> SERVER_LISTEN =
            new Setting<>(
                    "server",
                    "listen",
                    ValueType.text("address, or all", 255),
                    "127.0.0.1",
                    "Address that every listener binds to; `all` for every address of the machine.");
    static final Setting<String> SERVER_POD =
            new Setting<>(
                    "server",
                    "pod",
                    ValueType.text("name", 128),
                    "",
                    "Name of this process in leases and logs; empty: host name and a random part.");
    static final Setting<Integer> SERVER_EVENT_LOOPS =
            new Setting<>(
                    "server",
                    "event-loops",
                    ValueType.integer(0, 1024),
                    "0",
                    "Threads that serve sockets; 0: one a core.");
    static final Setting<Duration> SERVER_STOP_TIMEOUT =
            new Setting<>(
                    "server",
                    "stop-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long each part may take to stop before it is left behind.");

    static final Setting<List<HostAndPort>> KAFKA_BOOTSTRAP_SERVERS =
            new Setting<>(
                    "kafka",
                    "bootstrap-servers",
                    ValueType.hostsAndPorts(),
                    "127.0.0.1:9092",
                    "The Kafka cluster that holds the log. Not used where the broker is embedded.");
    static final Setting<Integer> KAFKA_EMBEDDED_PORT =
            new Setting<>(
                    "kafka",
                    "embedded-port",
                    ValueType.port(),
                    "9995",
                    "Port of the embedded broker, on loopback only (standalone).");
    static final Setting<Integer> KAFKA_REPLICATION =
            new Setting<>(
                    "kafka",
                    "replication",
                    ValueType.integer(1, 16),
                    "1",
                    "Replicas of the topics that are made.");

    static final Setting<Duration> KAFKA_LINGER =
            new Setting<>(
                    "kafka",
                    "linger",
                    ValueType.duration(Duration.ZERO, SECOND),
                    "0ms",
                    "How long records wait for others; 2ms to 5ms saves CPU from about 20 paths up.");
    static final Setting<Integer> KAFKA_BUFFER_SIZE =
            new Setting<>(
                    "kafka",
                    "buffer-size",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "64MiB",
                    "Bytes of all paths together that may wait for Kafka.");

    static final Setting<Integer> RTSP_PORT =
            new Setting<>("rtsp", "port", ValueType.port(), "8554", "RTSP over TCP.");
    static final Setting<Integer> RTSP_RTP_PORT =
            new Setting<>(
                    "rtsp", "rtp-port", ValueType.port(), "8000", "RTP over UDP; an even port.");
    static final Setting<Integer> RTSP_RTCP_PORT =
            new Setting<>(
                    "rtsp",
                    "rtcp-port",
                    ValueType.port(),
                    "8001",
                    "RTCP over UDP; the port after the one of RTP.");
    static final Setting<Duration> RTSP_SESSION_TIMEOUT =
            new Setting<>(
                    "rtsp",
                    "session-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "60s",
                    "A session without a sign of life ends after this.");
    static final Setting<Duration> RTSP_READ_TIMEOUT =
            new Setting<>(
                    "rtsp",
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A publisher that sends nothing, or a reader that takes nothing, ends after it.");
    static final Setting<Integer> RTMP_PORT =
            new Setting<>("rtmp", "port", ValueType.port(), "1935", "RTMP over TCP.");
    static final Setting<Duration> RTMP_READ_TIMEOUT =
            new Setting<>(
                    "rtmp",
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A publisher that sends nothing, or a reader that takes nothing, ends after it.");
    static final Setting<Integer> SRT_PORT =
            new Setting<>("srt", "port", ValueType.port(), "8890", "SRT over UDP.");
    static final Setting<Duration> SRT_LATENCY =
            new Setting<>(
                    "srt",
                    "latency",
                    ValueType.duration(Duration.ZERO, MINUTE),
                    "120ms",
                    "How long packets are held back to repair losses; a peer may ask for more.");
    static final Setting<Duration> SRT_READ_TIMEOUT =
            new Setting<>(
                    "srt",
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A publisher that sends nothing, or a reader that takes nothing, ends after it.");
    static final Setting<Integer> HTTP_PORT =
            new Setting<>(
                    "http",
                    "port",
                    ValueType.port(),
                    "8888",
                    "HLS and the player page (packager).");

    static final Setting<HostAndPort> CONTROL_ADDRESS =
            new Setting<>(
                    "control",
                    "address",
                    ValueType.hostAndPort(),
                    "127.0.0.1:9996",
                    "Where ingest finds control's gRPC. Not used in standalone.");
    static final Setting<Integer> CONTROL_GRPC_PORT =
            new Setting<>(
                    "control", "grpc-port", ValueType.port(), "9996", "Control's gRPC (control).");
    static final Setting<Integer> CONTROL_HTTP_PORT =
            new Setting<>(
                    "control", "http-port", ValueType.port(), "9997", "Control's HTTP (control).");
    static final Setting<Duration> CONTROL_MAX_WAIT =
            new Setting<>(
                    "control",
                    "max-wait",
                    ValueType.duration(Duration.ofMillis(100), HOUR),
                    "5s",
                    "How long a new publisher waits for control before it is refused.");
    static final Setting<Duration> CONTROL_POD_GRACE =
            new Setting<>(
                    "control",
                    "pod-grace",
                    ValueType.duration(Duration.ofMillis(100), HOUR),
                    "10s",
                    "How long the leases of a pod that control lost sight of are kept (control).");

    static final Setting<Integer> METRICS_PORT =
            new Setting<>(
                    "metrics",
                    "port",
                    ValueType.port(),
                    "9998",
                    "`/metrics`, `/health/live`, `/health/ready`.");

    static final Setting<Duration> PATHS_GRACE =
            new Setting<>(
                    "paths",
                    "grace",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long readers wait for a publisher that went away.");
    static final Setting<Duration> PATHS_SEGMENT_DURATION =
            new Setting<>(
                    "paths",
                    "segment-duration",
                    ValueType.duration(Duration.ofMillis(200), HOUR),
                    "2s",
                    "Least duration of a segment; one begins at the first entry point after it.");
    static final Setting<Duration> PATHS_RETENTION =
            new Setting<>(
                    "paths",
                    "retention",
                    ValueType.duration(Duration.ofSeconds(30), Duration.ofDays(3650)),
                    "10m",
                    "How long the log keeps a path's records, at least.");
    static final Setting<Integer> PATHS_RING_SIZE =
            new Setting<>(
                    "paths",
                    "ring-size",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "16MiB",
                    "Newest records of a path that a pod with readers holds in memory.");
    static final Setting<Integer> PATHS_PUBLISH_BUFFER =
            new Setting<>(
                    "paths",
                    "publish-buffer",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "8MiB",
                    "Bytes of a path that may wait for Kafka before units are dropped.");
    static final Setting<Duration> PATHS_PUBLISH_MAX_STALL =
            new Setting<>(
                    "paths",
                    "publish-max-stall",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long Kafka may take nothing before the publisher is closed.");

    static final Setting<Integer> PATHS_MAX_RECORD_SIZE =
            new Setting<>(
                    "paths",
                    "max-record-size",
                    ValueType.size(64 << 10, 128 << 20),
                    "16MiB",
                    "Largest record of the log; a bigger unit is refused and counted.");

    /** Sections in the order of the document, with what they are about. */
    static final Map<String, String> SECTIONS =
            Map.of(
                    "server", "This process.",
                    "kafka", "The log.",
                    "rtsp", "RTSP (ingest, play).",
                    "rtmp", "RTMP (ingest, play).",
                    "srt", "SRT (ingest, play).",
                    "http", "HTTP for viewers.",
                    "control", "Leases: who may publish.",
                    "metrics", "For operators.",
                    "paths", "What holds for every path.");

    private static final List<Setting<?>> ALL =
            List.of(
                    SERVER_LISTEN,
                    SERVER_POD,
                    SERVER_EVENT_LOOPS,
                    SERVER_STOP_TIMEOUT,
                    KAFKA_BOOTSTRAP_SERVERS,
                    KAFKA_EMBEDDED_PORT,
                    KAFKA_REPLICATION,
                    KAFKA_LINGER,
                    KAFKA_BUFFER_SIZE,
                    RTSP_PORT,
                    RTSP_RTP_PORT,
                    RTSP_RTCP_PORT,
                    RTSP_SESSION_TIMEOUT,
                    RTSP_READ_TIMEOUT,
                    RTMP_PORT,
                    RTMP_READ_TIMEOUT,
                    SRT_PORT,
                    SRT_LATENCY,
                    SRT_READ_TIMEOUT,
                    HTTP_PORT,
                    CONTROL_ADDRESS,
                    CONTROL_GRPC_PORT,
                    CONTROL_HTTP_PORT,
                    CONTROL_MAX_WAIT,
                    CONTROL_POD_GRACE,
                    METRICS_PORT,
                    PATHS_GRACE,
                    PATHS_SEGMENT_DURATION,
                    PATHS_RETENTION,
                    PATHS_RING_SIZE,
                    PATHS_PUBLISH_BUFFER,
                    PATHS_PUBLISH_MAX_STALL,
                    PATHS_MAX_RECORD_SIZE);

    private Settings() {}

    public static List<Setting<?>> all() {
        return ALL;
    }
}
