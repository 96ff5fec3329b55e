package io.millrace.runtime.config;

import io.millrace.stream.PathName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a new configuration changes.
 *
 * @param blocks top-level keys whose values changed
 * @param keys whole keys whose values changed: {@code rtsp.port}
 * @param addedPaths entries of {@code paths}, as written
 * @param removedPaths the same
 * @param changedPaths the same; also by a change of the defaults
 */
public record ConfigChange(
        MillraceConfig before,
        MillraceConfig after,
        Set<String> blocks,
        Set<String> keys,
        Set<String> addedPaths,
        Set<String> removedPaths,
        Set<String> changedPaths) {
    private static final Map<String, Function<MillraceConfig, Object>> BLOCKS = blockValues();

    private static final Set<String> LIVE =
            Set.of("auth", "limits", "hooks", "path-defaults", "paths", "rtsp", "rtmp", "srt");

    /** Single keys that hold at once in blocks that do not. */
    private static final Set<String> LIVE_KEYS =
            Set.of(
                    "server.stop-timeout",
                    "server.log-level",
                    "server.log-file",
                    "kafka.linger",
                    "kafka.publish-buffer",
                    "http.stream-port",
                    "http.read-timeout",
                    "http.trusted-proxies",
                    "control.token",
                    "tls.rtsps",
                    "tls.rtsps-port",
                    "tls.rtmps",
                    "tls.rtmps-port");

    /** Read again whenever they change, but for gRPC. */
    private static final Set<String> CERTIFICATE_KEYS =
            Set.of("tls.certificate", "tls.key", "tls.client-ca");

    public ConfigChange {
        blocks = Set.copyOf(blocks);
        keys = Set.copyOf(keys);
        addedPaths = Set.copyOf(addedPaths);
        removedPaths = Set.copyOf(removedPaths);
        changedPaths = Set.copyOf(changedPaths);
    }

    static ConfigChange between(MillraceConfig before, MillraceConfig after, Set<String> keys) {
        Set<String> blocks =
                BLOCKS.entrySet().stream()
                        .filter(block -> differs(block.getValue(), before, after))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        Map<String, PathSettings> old = before.pathConfig().entries();
        Map<String, PathSettings> now = after.pathConfig().entries();
        Set<String> changed = new LinkedHashSet<>(old.keySet());
        changed.removeIf(name -> !now.containsKey(name) || now.get(name).equals(old.get(name)));
        return new ConfigChange(
                before,
                after,
                blocks,
                keys,
                minus(now.keySet(), old.keySet()),
                minus(old.keySet(), now.keySet()),
                changed);
    }

    /** Whether a value under this top-level key changed. */
    public boolean touches(String block) {
        return blocks.contains(block);
    }

    /** Whether what holds for this path changed, by whatever entry. */
    public boolean touches(PathName path) {
        return !before.settingsOf(path).equals(after.settingsOf(path));
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Keys that changed and are read at a start only: the rest holds already. */
    public Set<String> waitingForRestart() {
        Set<String> waitingBlocks = minus(blocks, LIVE);
        if (!before.tls().needsRestart(after.tls())) {
            waitingBlocks.remove("tls");
        }
        return keys.stream()
                .filter(key -> waitingBlocks.contains(key.replaceFirst("\\..*", "")))
                .filter(key -> !isLive(key))
                .collect(Collectors.toSet());
    }

    /** Items of lists have keys of their own, with a number. */
    private boolean isLive(String key) {
        String setting = key.replaceFirst("\\[\\d+].*", "");
        boolean file = CERTIFICATE_KEYS.contains(setting);
        return LIVE_KEYS.contains(setting) || (file && after.tls().grpc() == TlsConfig.Grpc.OFF);
    }

    /** For people and logs: {@code paths (+a -b ~c), rtsp}. */
    public String summary() {
        return blocks.stream()
                .sorted()
                .map(block -> block.equals("paths") ? block + pathSummary() : block)
                .collect(Collectors.joining(", "));
    }

    private String pathSummary() {
        StringBuilder names = new StringBuilder();
        addedPaths.stream().sorted().forEach(name -> names.append(" +").append(name));
        removedPaths.stream().sorted().forEach(name -> names.append(" -").append(name));
        changedPaths.stream().sorted().forEach(name -> names.append(" *").append(name));
        return names.isEmpty() ? " (order)" : " (" + names.substring(1) + ")";
    }

    private static Set<String> minus(Set<String> these, Set<String> those) {
        Set<String> rest = new LinkedHashSet<>(these);
        rest.removeAll(those);
        return rest;
    }

    private static boolean differs(
            Function<MillraceConfig, Object> part, MillraceConfig before, MillraceConfig after) {
        return !part.apply(before).equals(part.apply(after));
    }

    private static Map<String, Function<MillraceConfig, Object>> blockValues() {
        Map<String, Function<MillraceConfig, Object>> blocks = new LinkedHashMap<>();
        blocks.put("server", MillraceConfig::server);
        blocks.put("kafka", MillraceConfig::kafka);
        blocks.put("rtsp", MillraceConfig::rtsp);
        blocks.put("rtmp", MillraceConfig::rtmp);
        blocks.put("srt", MillraceConfig::srt);
        blocks.put("http", MillraceConfig::http);
        blocks.put("packager", MillraceConfig::packager);
        blocks.put("control", MillraceConfig::control);
        blocks.put("metrics", MillraceConfig::metrics);
        blocks.put("auth", MillraceConfig::auth);
        blocks.put("tls", MillraceConfig::tls);
        blocks.put("limits", MillraceConfig::limits);
        blocks.put("hooks", MillraceConfig::hooks);
        blocks.put("path-defaults", config -> config.pathConfig().defaults());
        blocks.put("paths", config -> List.copyOf(config.pathConfig().entries().entrySet()));
        return blocks;
    }
}
