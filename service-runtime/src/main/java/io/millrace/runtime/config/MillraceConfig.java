package io.millrace.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** All settings of a process, checked. */
public record MillraceConfig(
        Server server,
        Kafka kafka,
        Rtsp rtsp,
        Rtmp rtmp,
        Srt srt,
        Http http,
        Control control,
        Metrics metrics,
        Paths paths) {

    private static final String ALL_ADDRESSES = "0.0.0.0";

    /** The process itself. */
    public record Server(String listen, String pod, int eventLoops, Duration stopTimeout) {
        /** The address to bind to. */
        public String bindAddress() {
            return listen.equals("all") ? ALL_ADDRESSES : listen;
        }

        /** The address that people on this machine can type. */
        public String shownAddress() {
            return bindAddress().equals(ALL_ADDRESSES) ? "127.0.0.1" : listen;
        }
    }

    /** The log. */
    public record Kafka(
            List<HostAndPort> bootstrapServers,
            int embeddedPort,
            int replication,
            Duration linger,
            int bufferBytes) {
        public Kafka {
            bootstrapServers = List.copyOf(bootstrapServers);
        }

        /** As Kafka's own clients take them. */
        public String bootstrap() {
            return bootstrapServers.stream()
                    .map(HostAndPort::toString)
                    .collect(Collectors.joining(","));
        }
    }

    /** RTSP. */
    public record Rtsp(
            int port, int rtpPort, int rtcpPort, Duration sessionTimeout, Duration readTimeout) {}

    /** RTMP. */
    public record Rtmp(int port, Duration readTimeout) {}

    /** SRT. */
    public record Srt(int port, Duration latency, Duration readTimeout) {}

    /** Port for viewers. */
    public record Http(int port) {}

    /** Leases: where control is, and how it behaves. */
    public record Control(
            HostAndPort address, int grpcPort, int httpPort, Duration maxWait, Duration podGrace) {}

    /** Port for operators. */
    public record Metrics(int port) {}

    /** What holds for every path. */
    public record Paths(
            Duration grace,
            Duration segmentDuration,
            Duration retention,
            int ringBytes,
            int publishBufferBytes,
            Duration publishMaxStall,
            int maxRecordBytes) {}

    /** All defaults. */
    public static MillraceConfig defaults() {
        return of(new SettingValues());
    }

    static MillraceConfig of(SettingValues values) {
        return new MillraceConfig(
                new Server(
                        values.value(Settings.SERVER_LISTEN),
                        values.value(Settings.SERVER_POD),
                        values.value(Settings.SERVER_EVENT_LOOPS),
                        values.value(Settings.SERVER_STOP_TIMEOUT)),
                new Kafka(
                        values.value(Settings.KAFKA_BOOTSTRAP_SERVERS),
                        values.value(Settings.KAFKA_EMBEDDED_PORT),
                        values.value(Settings.KAFKA_REPLICATION),
                        values.value(Settings.KAFKA_LINGER),
                        values.value(Settings.KAFKA_BUFFER_SIZE)),
                new Rtsp(
                        values.value(Settings.RTSP_PORT),
                        values.value(Settings.RTSP_RTP_PORT),
                        values.value(Settings.RTSP_RTCP_PORT),
                        values.value(Settings.RTSP_SESSION_TIMEOUT),
                        values.value(Settings.RTSP_READ_TIMEOUT)),
                new Rtmp(
                        values.value(Settings.RTMP_PORT), values.value(Settings.RTMP_READ_TIMEOUT)),
                new Srt(
                        values.value(Settings.SRT_PORT),
                        values.value(Settings.SRT_LATENCY),
                        values.value(Settings.SRT_READ_TIMEOUT)),
                new Http(values.value(Settings.HTTP_PORT)),
                control(values),
                new Metrics(values.value(Settings.METRICS_PORT)),
                paths(values));
    }

    private static Control control(SettingValues values) {
        return new Control(
                values.value(Settings.CONTROL_ADDRESS),
                values.value(Settings.CONTROL_GRPC_PORT),
                values.value(Settings.CONTROL_HTTP_PORT),
                values.value(Settings.CONTROL_MAX_WAIT),
                values.value(Settings.CONTROL_POD_GRACE));
    }

    private static Paths paths(SettingValues values) {
        return new Paths(
                values.value(Settings.PATHS_GRACE),
                values.value(Settings.PATHS_SEGMENT_DURATION),
                values.value(Settings.PATHS_RETENTION),
                values.value(Settings.PATHS_RING_SIZE),
                values.value(Settings.PATHS_PUBLISH_BUFFER),
                values.value(Settings.PATHS_PUBLISH_MAX_STALL),
                values.value(Settings.PATHS_MAX_RECORD_SIZE));
    }
}
