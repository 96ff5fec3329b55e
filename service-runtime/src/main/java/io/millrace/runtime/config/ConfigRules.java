package io.millrace.runtime.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold between settings. */
final class ConfigRules {
    private static final List<Setting<Integer>> TCP_PORTS =
            List.of(
                    Settings.KAFKA_EMBEDDED_PORT,
                    Settings.RTSP_PORT,
                    Settings.RTMP_PORT,
                    Settings.HTTP_PORT,
                    Settings.CONTROL_GRPC_PORT,
                    Settings.CONTROL_HTTP_PORT,
                    Settings.METRICS_PORT);

    private final SettingValues values;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private ConfigRules(SettingValues values) {
        this.values = values;
    }

    static List<ConfigProblem> check(SettingValues values) {
        ConfigRules rules = new ConfigRules(values);
        rules.checkTcpPorts();
        rules.checkUdpPorts();
        rules.checkRetention();
        return rules.problems;
    }

    private void checkTcpPorts() {
        Map<Integer, Setting<Integer>> taken = new HashMap<>();
        for (Setting<Integer> setting : TCP_PORTS) {
            int port = values.value(setting);
            Setting<Integer> other = port == 0 ? null : taken.putIfAbsent(port, setting);
            if (other != null) {
                problem(setting, "port " + port + " is also " + other.name());
            }
        }
    }

    private void checkUdpPorts() {
        int rtp = values.value(Settings.RTSP_RTP_PORT);
        int rtcp = values.value(Settings.RTSP_RTCP_PORT);
        if (rtp % 2 != 0) {
            problem(Settings.RTSP_RTP_PORT, rtp + " is not even");
        }
        boolean pair = rtp == 0 ? rtcp == 0 : rtcp == rtp + 1;
        if (!pair) {
            problem(
                    Settings.RTSP_RTCP_PORT,
                    rtcp + " is not the port after " + Settings.RTSP_RTP_PORT.name() + " " + rtp);
        }
        int srt = values.value(Settings.SRT_PORT);
        if (srt != 0 && (srt == rtp || srt == rtcp)) {
            problem(Settings.SRT_PORT, "port " + srt + " is also one of RTP");
        }
    }

    private void checkRetention() {
        if (values.value(Settings.PATHS_RETENTION)
                        .compareTo(values.value(Settings.PATHS_SEGMENT_DURATION).multipliedBy(3))
                < 0) {
            problem(
                    Settings.PATHS_RETENTION,
                    "is shorter than three segments ("
                            + Settings.PATHS_SEGMENT_DURATION.name()
                            + ")");
        }
    }

    private void problem(Setting<?> setting, String reason) {
        problems.add(new ConfigProblem(setting.name(), reason, values.origin(setting)));
    }
}
