package io.millrace.runtime.config;

import io.millrace.runtime.hook.Hook;
import io.millrace.runtime.hook.HookCommand;
import io.millrace.runtime.hook.HookEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of programs that run on events: {@code run-on-ready}, {@code run-on-ready-restart}, …. */
final class HookTable {
    private static final String RESTART =
            "Start it again 5s after it ended, while what it is about lasts.";

    /** Of a path. */
    static final List<HookEvent> OF_PATHS =
            List.of(
                    HookEvent.INIT,
                    HookEvent.DEMAND,
                    HookEvent.UNDEMAND,
                    HookEvent.READY,
                    HookEvent.NOT_READY,
                    HookEvent.PUBLISH,
                    HookEvent.UNPUBLISH,
                    HookEvent.READ,
                    HookEvent.UNREAD);

    /** Of connections, which are of no path. */
    static final List<HookEvent> OF_CONNECTIONS = List.of(HookEvent.CONNECT, HookEvent.DISCONNECT);

    private static final Map<HookEvent, Setting<Optional<HookCommand>>> COMMANDS = commands();
    private static final Map<HookEvent, Setting<Boolean>> RESTARTS = restarts();

    private HookTable() {}

    private static Map<HookEvent, Setting<Optional<HookCommand>>> commands() {
        Map<HookEvent, Setting<Optional<HookCommand>>> commands = new EnumMap<>(HookEvent.class);
        Arrays.stream(HookEvent.values())
                .forEach(event ->
                        commands.put(
                                event,
                                new Setting<>(
                                        event.key(), ValueType.command(), "", describe(event))));
        return commands;
    }

    private static String describe(HookEvent event) {
        return switch (event) {
            case INIT -> "Program that runs on one pod as long as there is one; plain names only.";
            case DEMAND ->
                    "Program that runs on one pod while somebody reads the path, which nobody else"
                            + " publishes; readers wait and it is ended as `source-start-timeout`"
                            + " and `source-close-after` say.";
            case UNDEMAND -> "Program that runs when that one was ended: nobody reads any more.";
            case READY -> "Program that runs while the path has media.";
            case NOT_READY -> "Program that runs when it has none any more.";
            case PUBLISH -> "Program that runs while a peer publishes.";
            case UNPUBLISH -> "Program that runs when a peer no longer publishes.";
            case READ -> "Program that runs while a peer reads, one for each.";
            case UNREAD -> "Program that runs when a peer no longer reads.";
            case CONNECT ->
                    "Program that runs while a peer is connected; over SRT and HTTP, while its session lasts.";
            case DISCONNECT -> "Program that runs when such a peer is no longer connected.";
        };
    }

    private static Map<HookEvent, Setting<Boolean>> restarts() {
        Map<HookEvent, Setting<Boolean>> restarts = new EnumMap<>(HookEvent.class);
        Arrays.stream(HookEvent.values())
                .filter(HookEvent::isLasting)
                .forEach(event ->
                        restarts.put(
                                event,
                                new Setting<>(
                                        event.key() + "-restart",
                                        ValueType.flag(),
                                        "no",
                                        RESTART)));
        return restarts;
    }

    /** The settings of these events. */
    static List<SettingNode> keys(List<HookEvent> events) {
        List<SettingNode> keys = new ArrayList<>();
        for (HookEvent event : events) {
            Optional.ofNullable(COMMANDS.get(event)).ifPresent(keys::add);
            Optional.ofNullable(RESTARTS.get(event)).ifPresent(keys::add);
        }
        return List.copyOf(keys);
    }

    /** What must hold between an entry's keys. */
    static void check(String entry, SettingValues path, List<ConfigProblem> problems) {
        boolean plain = PathPattern.of(entry) instanceof PathPattern.Exact;
        if (path.isSet(command(HookEvent.INIT)) && !plain) {
            problems.add(problem(path, HookEvent.INIT, "needs an entry with a path's plain name"));
        }
        if (path.isSet(command(HookEvent.DEMAND))
                && path.isSet(PathTable.SOURCE)
                && !path.value(PathTable.SOURCE).addresses().isEmpty()) {
            problems.add(problem(path, HookEvent.DEMAND, "cannot stand beside a source"));
        }
    }

    private static Setting<Optional<HookCommand>> command(HookEvent event) {
        return Optional.ofNullable(COMMANDS.get(event)).orElseThrow();
    }

    private static ConfigProblem problem(SettingValues path, HookEvent event, String reason) {
        return ConfigProblem.of(path.nameOf(event.key()), reason, path.origin(command(event)));
    }

    /** What runs on which of these events. */
    static Map<HookEvent, Hook> of(SettingValues values, List<HookEvent> events) {
        Map<HookEvent, Hook> hooks = new EnumMap<>(HookEvent.class);
        COMMANDS.forEach((event, command) -> {
            if (events.contains(event)) {
                boolean restart =
                        Optional.ofNullable(RESTARTS.get(event)).map(values::value).orElse(false);
                values.value(command)
                        .ifPresent(found -> hooks.put(event, new Hook(found, restart)));
            }
        });
        return Map.copyOf(hooks);
    }
}
