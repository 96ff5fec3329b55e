package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys of {@code hooks}. */
final class WebhookTable {
    static final Setting<Boolean> TOPIC =
            new Setting<>(
                    "topic",
                    ValueType.flag(),
                    "no",
                    "Write events to the topic `millrace.events`; with webhooks they always are.");
    static final Setting<Optional<URI>> URL =
            new Setting<>("url", AddressTypes.url(), "", "Gets a POST with events as JSON.");
    static final Setting<Secret> SECRET =
            new Setting<>(
                    "secret",
                    ValueType.secret("16 to 512 characters", 16, 512),
                    "",
                    "What requests are signed by (HMAC-SHA256); empty: they are not.");
    static final Setting<List<String>> EVENTS =
            new Setting<>(
                    "events",
                    ValueType.list(
                            ValueType.word(
                                    List.of(
                                            "path_published",
                                            "path_ended",
                                            "session_opened",
                                            "session_closed"))),
                    "",
                    "Which it is told; empty: all.");
    static final Setting<Duration> TIMEOUT =
            new Setting<>(
                    "timeout",
                    ValueType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
                    "5s",
                    "How long an answer may take.");
    static final Setting<Integer> ATTEMPTS =
            new Setting<>(
                    "attempts",
                    ValueType.integer(1, 100),
                    "10",
                    "After so many, 1s to 30s apart, events go to `millrace.events.dead`.");

    static final BlockList WEBHOOKS =
            new BlockList(
                    "webhooks",
                    "Servers that are told what happens.",
                    new Block("webhook", "One.", List.of(URL, SECRET, EVENTS, TIMEOUT, ATTEMPTS)));

    static final Block HOOKS = new Block("hooks", "What happens, told to others.", keys());

    private WebhookTable() {}

    private static List<SettingNode> keys() {
        List<SettingNode> keys = new ArrayList<>(HookTable.keys(HookTable.OF_CONNECTIONS));
        keys.add(TOPIC);
        keys.add(WEBHOOKS);
        return keys;
    }

    static List<WebhookSettings> of(SettingValues hooks) {
        return hooks.list(WEBHOOKS).stream()
                .filter(webhook -> webhook.value(URL).isPresent())
                .map(webhook ->
                        new WebhookSettings(
                                webhook.value(URL).orElseThrow(),
                                webhook.value(SECRET),
                                webhook.value(EVENTS),
                                webhook.value(TIMEOUT),
                                webhook.value(ATTEMPTS)))
                .toList();
    }

    /** What must hold between them. */
    static void check(SettingValues hooks, List<ConfigProblem> problems) {
        Set<URI> urls = new HashSet<>();
        for (SettingValues webhook : hooks.list(WEBHOOKS)) {
            Optional<URI> url = webhook.value(URL);
            if (url.isEmpty() || !urls.add(url.get())) {
                problems.add(
                        ConfigProblem.of(
                                webhook.nameOf(URL.key()),
                                url.isEmpty() ? "is missing" : "is there twice",
                                webhook.origin(URL)));
            }
        }
    }
}
