package io.millrace.runtime.config;

import io.millrace.stream.PathName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All settings of a process, checked. */
public record MillraceConfig(
        Server server,
        Kafka kafka,
        Rtsp rtsp,
        Rtmp rtmp,
        Srt srt,
        Http http,
        PackagerSettings packager,
        Control control,
        Metrics metrics,
        AuthConfig auth,
        TlsConfig tls,
        LimitsConfig limits,
        Paths paths,
        PathConfig pathConfig,
        HooksConfig hooks) {

    private static final String ALL_ADDRESSES = "0.0.0.0";

    /**
     * The process itself.
     *
     * @param drainDelay from the signal to stop until sessions are touched
     * @param drainTime over which sessions are then ended
     */
    public record Server(
            String listen,
            String pod,
            int eventLoops,
            Duration stopTimeout,
            Duration drainDelay,
            Duration drainTime,
            LogOutput log) {
        /** The address to bind to. */
        public String bindAddress() {
            return listen.equals("all") ? ALL_ADDRESSES : listen;
        }

        /** Whether only this machine can connect. */
        public boolean isLoopback() {
            return listen.equals("localhost") || listen.startsWith("127.") || listen.equals("::1");
        }

        /** The address that people on this machine can type. */
        public String shownAddress() {
            return bindAddress().equals(ALL_ADDRESSES) ? "127.0.0.1" : listen;
        }
    }

    /**
     * What the process tells.
     *
     * @param file gets everything, beside where it goes anyway
     */
    public record LogOutput(LogLevel level, Optional<Path> file) {}

    /** The log. */
    public record Kafka(
            List<HostAndPort> bootstrapServers,
            int embeddedPort,
            int replication,
            int minInSync,
            Duration linger,
            int bufferBytes,
            int publishBufferBytes,
            int maxRecordBytes,
            ClientProperties properties) {
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

    /**
     * RTSP.
     *
     * @param srtp whether it is offered over RTSPS
     * @param trustedProxies whose PROXY headers are read
     */
    public record Rtsp(
            int port,
            int rtpPort,
            int rtcpPort,
            Duration sessionTimeout,
            Duration readTimeout,
            Multicast multicast,
            boolean srtp,
            List<IpRange> trustedProxies) {
        public Rtsp {
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /**
     * Where media goes for readers that ask for multicast.
     *
     * @param range empty to refuse them
     */
    public record Multicast(Optional<MulticastRange> range, int rtpPort, int rtcpPort) {}

    /**
     * RTMP.
     *
     * @param trustedProxies whose PROXY headers are read
     */
    public record Rtmp(
            int port, Duration readTimeout, RtmpChallenge challenge, List<IpRange> trustedProxies) {
        public Rtmp {
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /** SRT. */
    public record Srt(int port, Duration latency, Duration readTimeout) {}

    /**
     * HTTP for viewers.
     *
     * @param streamPort endless streams, where they are not served on {@code port}
     * @param trustedProxies whose word on a viewer's address is believed
     */
    public record Http(
            int port, int streamPort, Duration readTimeout, List<IpRange> trustedProxies) {
        public Http {
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /** Leases: where control is, and how it behaves. */
    public record Control(
            List<HostAndPort> addresses,
            String advertisedAddress,
            String group,
            int partitions,
            int grpcPort,
            int httpPort,
            Duration maxWait,
            Duration podGrace,
            int jobMovesPerMinute,
            Secret token) {
        public Control {
            addresses = List.copyOf(addresses);
        }
    }

    /** Port for operators. */
    public record Metrics(int port) {}

    /** What holds for every path that says nothing else, and for the log. */
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
        return of(SettingValues.root());
    }

    /** The same with another process block. */
    public MillraceConfig withServer(Server other) {
        return new MillraceConfig(
                other,
                kafka,
                rtsp,
                rtmp,
                srt,
                http,
                packager,
                control,
                metrics,
                auth,
                tls,
                limits,
                paths,
                pathConfig,
                hooks);
    }

    /** What holds for {@code path}. */
    public PathSettings settingsOf(PathName path) {
        return pathConfig.settingsOf(path);
    }

    static MillraceConfig of(SettingValues root) {
        SettingValues server = root.block(Settings.SERVER);
        SettingValues rtmp = root.block(Settings.RTMP);
        SettingValues srt = root.block(Settings.SRT);
        SettingValues http = root.block(Settings.HTTP);
        return new MillraceConfig(
                new Server(
                        server.value(Settings.SERVER_LISTEN),
                        server.value(Settings.SERVER_POD),
                        server.value(Settings.SERVER_EVENT_LOOPS),
                        server.value(Settings.SERVER_STOP_TIMEOUT),
                        server.value(Settings.SERVER_DRAIN_DELAY),
                        server.value(Settings.SERVER_DRAIN_TIME),
                        new LogOutput(
                                server.value(Settings.SERVER_LOG_LEVEL),
                                server.value(Settings.SERVER_LOG_FILE))),
                kafka(root.block(Settings.KAFKA)),
                rtsp(root.block(RtspTable.RTSP)),
                new Rtmp(
                        rtmp.value(Settings.RTMP_PORT),
                        rtmp.value(Settings.RTMP_READ_TIMEOUT),
                        rtmp.value(Settings.RTMP_CHALLENGE),
                        rtmp.value(Settings.RTMP_TRUSTED_PROXIES)),
                new Srt(
                        srt.value(Settings.SRT_PORT),
                        srt.value(Settings.SRT_LATENCY),
                        srt.value(Settings.SRT_READ_TIMEOUT)),
                new Http(
                        http.value(Settings.HTTP_PORT),
                        http.value(Settings.HTTP_STREAM_PORT),
                        http.value(Settings.HTTP_READ_TIMEOUT),
                        http.value(Settings.HTTP_TRUSTED_PROXIES)),
                PackagerSettings.of(root.block(PackagerTable.PACKAGER)),
                control(root.block(Settings.CONTROL)),
                new Metrics(root.block(Settings.METRICS).value(Settings.METRICS_PORT)),
                AuthConfig.of(root.block(AccessTable.AUTH)),
                TlsConfig.of(root.block(AccessTable.TLS)),
                LimitsConfig.of(root.block(AccessTable.LIMITS)),
                paths(root.block(PathTable.DEFAULTS), root.block(Settings.KAFKA)),
                PathConfig.of(root),
                HooksConfig.of(root.block(WebhookTable.HOOKS)));
    }

    private static Kafka kafka(SettingValues values) {
        return new Kafka(
                values.value(Settings.KAFKA_BOOTSTRAP_SERVERS),
                values.value(Settings.KAFKA_EMBEDDED_PORT),
                values.value(Settings.KAFKA_REPLICATION),
                values.value(Settings.KAFKA_MIN_IN_SYNC),
                values.value(Settings.KAFKA_LINGER),
                values.value(Settings.KAFKA_BUFFER_SIZE),
                values.value(Settings.KAFKA_PUBLISH_BUFFER),
                values.value(Settings.KAFKA_MAX_RECORD_SIZE),
                new ClientProperties(values.texts(Settings.KAFKA_PROPERTIES)));
    }

    private static Rtsp rtsp(SettingValues values) {
        return new Rtsp(
                values.value(RtspTable.PORT),
                values.value(RtspTable.RTP_PORT),
                values.value(RtspTable.RTCP_PORT),
                values.value(RtspTable.SESSION_TIMEOUT),
                values.value(RtspTable.READ_TIMEOUT),
                new Multicast(
                        values.value(RtspTable.MULTICAST_RANGE),
                        values.value(RtspTable.MULTICAST_RTP_PORT),
                        values.value(RtspTable.MULTICAST_RTCP_PORT)),
                values.value(RtspTable.SRTP),
                values.value(RtspTable.TRUSTED_PROXIES));
    }

    private static Control control(SettingValues values) {
        return new Control(
                values.value(Settings.CONTROL_ADDRESS),
                values.value(Settings.CONTROL_ADVERTISED_ADDRESS),
                values.value(Settings.CONTROL_GROUP),
                values.value(Settings.CONTROL_PARTITIONS),
                values.value(Settings.CONTROL_GRPC_PORT),
                values.value(Settings.CONTROL_HTTP_PORT),
                values.value(Settings.CONTROL_MAX_WAIT),
                values.value(Settings.CONTROL_POD_GRACE),
                values.value(Settings.CONTROL_JOB_MOVES),
                values.value(Settings.CONTROL_TOKEN));
    }

    private static Paths paths(SettingValues defaults, SettingValues kafka) {
        return new Paths(
                defaults.value(PathTable.GRACE),
                defaults.value(PathTable.SEGMENT_DURATION),
                defaults.value(PathTable.RETENTION),
                defaults.value(PathTable.RING_SIZE),
                kafka.value(Settings.KAFKA_PUBLISH_BUFFER),
                defaults.value(PathTable.PUBLISH_MAX_STALL),
                kafka.value(Settings.KAFKA_MAX_RECORD_SIZE));
    }
}
