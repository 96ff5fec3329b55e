package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold between settings. */
final class ConfigRules {
    private final SettingValues root;
    private final List<ConfigProblem> problems = new ArrayList<>();

    /** A port that is listened on. */
    private record TcpPort(Block block, Setting<Integer> setting) {}

    private ConfigRules(SettingValues root) {
        this.root = root;
    }

    static List<ConfigProblem> check(SettingValues root) {
        ConfigRules rules = new ConfigRules(root);
        rules.checkTcpPorts();
        rules.checkUdpPorts();
        rules.checkPaths();
        rules.checkPushes();
        rules.checkReplicas();
        AccessRules.check(root, rules.problems);
        return rules.problems;
    }

    private void checkTcpPorts() {
        List<TcpPort> ports =
                new ArrayList<>(
                        List.of(
                                new TcpPort(Settings.KAFKA, Settings.KAFKA_EMBEDDED_PORT),
                                new TcpPort(RtspTable.RTSP, RtspTable.PORT),
                                new TcpPort(Settings.RTMP, Settings.RTMP_PORT),
                                new TcpPort(Settings.HTTP, Settings.HTTP_PORT),
                                new TcpPort(Settings.HTTP, Settings.HTTP_STREAM_PORT),
                                new TcpPort(Settings.CONTROL, Settings.CONTROL_GRPC_PORT),
                                new TcpPort(Settings.CONTROL, Settings.CONTROL_HTTP_PORT),
                                new TcpPort(Settings.METRICS, Settings.METRICS_PORT)));
        SettingValues tls = root.block(AccessTable.TLS);
        addIf(ports, tls.value(AccessTable.RTSPS), AccessTable.RTSPS_PORT);
        addIf(ports, tls.value(AccessTable.RTMPS), AccessTable.RTMPS_PORT);
        addIf(ports, tls.value(AccessTable.HTTPS), AccessTable.HTTPS_PORT);
        Map<Integer, String> taken = new HashMap<>();
        for (TcpPort each : ports) {
            SettingValues values = root.block(each.block());
            int port = values.value(each.setting());
            String name = values.nameOf(each.setting().key());
            String other = port == 0 ? null : taken.putIfAbsent(port, name);
            if (other != null) {
                problem(values, each.setting(), "port " + port + " is also " + other);
            }
        }
    }

    private static void addIf(List<TcpPort> ports, boolean used, Setting<Integer> setting) {
        if (used) {
            ports.add(new TcpPort(AccessTable.TLS, setting));
        }
    }

    private void checkUdpPorts() {
        SettingValues rtsp = root.block(RtspTable.RTSP);
        int rtp = rtsp.value(RtspTable.RTP_PORT);
        int rtcp = rtsp.value(RtspTable.RTCP_PORT);
        if (rtp % 2 != 0) {
            problem(rtsp, RtspTable.RTP_PORT, rtp + " is not even");
        }
        boolean pair = rtp == 0 ? rtcp == 0 : rtcp == rtp + 1;
        if (!pair) {
            String reason = rtcp + " is not the port after rtsp.rtp-port " + rtp;
            problem(rtsp, RtspTable.RTCP_PORT, reason);
        }
        checkMulticast(rtsp);
        SettingValues srt = root.block(Settings.SRT);
        int port = srt.value(Settings.SRT_PORT);
        if (port != 0 && (port == rtp || port == rtcp)) {
            problem(srt, Settings.SRT_PORT, "port " + port + " is also one of RTP");
        }
    }

    private void checkMulticast(SettingValues rtsp) {
        int rtp = rtsp.value(RtspTable.MULTICAST_RTP_PORT);
        int rtcp = rtsp.value(RtspTable.MULTICAST_RTCP_PORT);
        boolean served = rtsp.value(RtspTable.MULTICAST_RANGE).isPresent();
        if (served && (rtp == 0 || rtcp == 0 || rtp == rtcp)) {
            String reason = "ports of groups are two, and none is 0";
            problem(rtsp, RtspTable.MULTICAST_RTCP_PORT, reason);
        }
    }

    private void checkPaths() {
        SettingValues defaults = root.block(PathTable.DEFAULTS);
        checkPath(defaults);
        root.map(PathTable.PATHS).values().stream()
                .filter(path ->
                        path.isSet(PathTable.RETENTION)
                                || path.isSet(PathTable.SEGMENT_DURATION)
                                || path.isSet(PathTable.PART_DURATION))
                .map(path -> path.orElse(defaults))
                .forEach(this::checkPath);
        checkSources(defaults);
        root.map(PathTable.PATHS)
                .forEach((name, path) -> {
                    if (!(PathPattern.of(name) instanceof PathPattern.Exact)) {
                        checkSources(path);
                    }
                });
    }

    /** Of settings that hold for more than one path. */
    private void checkSources(SettingValues path) {
        if (path.isSet(PathTable.FALLBACK) && path.value(PathTable.FALLBACK).isPresent()) {
            problem(path, PathTable.FALLBACK, "is for an entry of `paths` with a plain name only");
        }
        if (path.isSet(PathTable.SOURCE) && !path.value(PathTable.SOURCE).addresses().isEmpty()) {
            problem(path, PathTable.SOURCE, "is for an entry of `paths` with a plain name only");
        }
    }

    private void checkPath(SettingValues path) {
        Duration segment = path.value(PathTable.SEGMENT_DURATION);
        String name = path.nameOf(PathTable.SEGMENT_DURATION.key());
        if (path.value(PathTable.RETENTION).compareTo(segment.multipliedBy(3)) < 0) {
            problem(path, PathTable.RETENTION, "is shorter than three segments (" + name + ")");
        }
        if (path.value(PathTable.PART_DURATION).compareTo(segment) > 0) {
            problem(path, PathTable.PART_DURATION, "is longer than a segment (" + name + ")");
        }
    }

    private void checkPushes() {
        WebhookTable.check(root.block(WebhookTable.HOOKS), problems);
        root.map(PathTable.PATHS)
                .forEach((name, path) -> {
                    PushTable.check(name, path, problems);
                    HookTable.check(name, path, problems);
                });
    }

    private void checkReplicas() {
        SettingValues kafka = root.block(Settings.KAFKA);
        int replicas = kafka.value(Settings.KAFKA_REPLICATION);
        int inSync = kafka.value(Settings.KAFKA_MIN_IN_SYNC);
        if (inSync > replicas) {
            String reason = "%d is more than kafka.replication %d".formatted(inSync, replicas);
            problem(kafka, Settings.KAFKA_MIN_IN_SYNC, reason);
        }
    }

    private void problem(SettingValues values, Setting<?> setting, String reason) {
        String name = values.nameOf(setting.key());
        problems.add(ConfigProblem.of(name, reason, values.origin(setting)));
    }
}
