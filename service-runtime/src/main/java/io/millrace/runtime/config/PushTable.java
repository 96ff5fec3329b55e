package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushUrl;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys of a path's {@code pushes}. */
final class PushTable {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    static final Setting<Optional<PushUrl>> URL =
            new Setting<>(
                    "url",
                    AddressTypes.pushUrl(),
                    "",
                    "Where to: rtmp, rtmps, rtsp, rtsps or srt. Stream key, user, password and query"
                            + " are never shown.");
    static final Setting<Boolean> ENABLED =
            new Setting<>("enabled", ValueType.flag(), "yes", "Whether it runs.");
    static final Setting<String> COMMENT =
            new Setting<>("comment", ValueType.text("text", 512), "", "For people.");
    static final Setting<Integer> LIMIT =
            new Setting<>(
                    "limit",
                    ValueType.integer(0, 1_000_000),
                    "0",
                    "Attempts in a row after which it has failed, until somebody asks for it again;"
                            + " 0: no limit.");
    static final Setting<Duration> TIMEOUT =
            new Setting<>(
                    "timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long an attempt may take.");
    static final Setting<Duration> RETRY =
            new Setting<>(
                    "retry",
                    ValueType.duration(SECOND, HOUR),
                    "5s",
                    "Wait from the end of an attempt or session to the next attempt.");
    static final Setting<Duration> BACKLOG =
            new Setting<>(
                    "backlog",
                    ValueType.duration(Duration.ZERO, HOUR),
                    "10s",
                    "Media that were missed while it was cut off are sent late, unless they are older"
                            + " than this: then it goes on at what is newest.");
    static final Setting<String> FINGERPRINT =
            new Setting<>(
                    "fingerprint",
                    ValueType.text("64 hexadecimal digits", 128),
                    "",
                    "SHA-256 of the only certificate to trust; empty: as the system does.");

    static final BlockList PUSHES =
            new BlockList(
                    "pushes",
                    "Where the path is sent; for entries with a plain name, in the file only.",
                    new Block(
                            "push",
                            "One.",
                            List.of(
                                    URL,
                                    ENABLED,
                                    COMMENT,
                                    LIMIT,
                                    TIMEOUT,
                                    RETRY,
                                    BACKLOG,
                                    FINGERPRINT)));

    private PushTable() {}

    /** Of checked values. */
    static List<PushSettings> of(SettingValues path) {
        return path.list(PUSHES).stream()
                .filter(push -> push.value(URL).isPresent())
                .map(push ->
                        new PushSettings(
                                push.value(URL).orElseThrow(),
                                push.value(ENABLED),
                                push.value(COMMENT),
                                push.value(LIMIT),
                                push.value(TIMEOUT),
                                push.value(RETRY),
                                push.value(BACKLOG),
                                Optional.of(push.value(FINGERPRINT))
                                        .filter(text -> !text.isEmpty())))
                .toList();
    }

    /** What must hold between them. */
    static void check(String entry, SettingValues path, List<ConfigProblem> problems) {
        List<SettingValues> pushes = path.list(PUSHES);
        Set<String> urls = new HashSet<>();
        for (SettingValues push : pushes) {
            Optional<PushUrl> url = push.value(URL);
            if (!push.isSet(URL) || (push.isSet(URL) && push.text(URL).isEmpty())) {
                problems.add(problem(push, URL, "is missing"));
            } else if (url.isPresent() && !urls.add(url.get().text())) {
                problems.add(problem(push, URL, "is there twice"));
            }
            String digits = push.value(FINGERPRINT).replace(":", "");
            if (!digits.isEmpty() && !digits.matches("[0-9a-fA-F]{64}")) {
                problems.add(problem(push, FINGERPRINT, "has not 64 hexadecimal digits"));
            }
        }
        if (!pushes.isEmpty() && !(PathPattern.of(entry) instanceof PathPattern.Exact)) {
            SettingValues first = pushes.getFirst();
            problems.add(problem(first, URL, "needs an entry with a path's plain name"));
        }
    }

    private static ConfigProblem problem(SettingValues push, Setting<?> setting, String reason) {
        return ConfigProblem.of(push.nameOf(setting.key()), reason, push.origin(setting));
    }
}
