package io.millrace.runtime.config;

import io.millrace.runtime.config.RawValue.Mapping;
import io.millrace.runtime.config.RawValue.Scalar;
import io.millrace.runtime.config.RawValue.Sequence;
import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lays environment variables over what was written. The rules are in {@code docs/configuration.md}.
 */
final class EnvironmentReader {
    static final String PREFIX = "MILLRACE_";

    /** Read by others, not settings. */
    private static final Set<String> NOT_SETTINGS =
            Set.of(
                    "MILLRACE_JAVA_HOME",
                    "MILLRACE_JAVA_OPTIONS",
                    "MILLRACE_CONFKEY",
                    "MILLRACE_LOG_FORMAT",
                    "MILLRACE_ADDRESS",
                    "MILLRACE_LOGIN",
                    "MILLRACE_TOKEN");

    private static final Pattern INDEXED = Pattern.compile("(\\d{1,4})_(.+)");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final List<ConfigProblem> problems;
    private final EnvironmentNames names = new EnvironmentNames();

    EnvironmentReader(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    /** A variable with its value. */
    record Variable(String name, String text) {
        Origin origin() {
            return Origin.of("environment " + name);
        }

        Scalar value() {
            return new Scalar(text, origin());
        }
    }

    void read(Map<String, String> environment, Mapping root) {
        List<Variable> variables = new ArrayList<>();
        environment.forEach((name, text) -> {
            if (name.startsWith(PREFIX) && !NOT_SETTINGS.contains(name)) {
                variables.add(new Variable(name, text));
            }
        });
        // Names of entries come first, since others refer to them; 2 comes before 10.
        variables.sort(
                Comparator.comparing((Variable variable) -> !EnvironmentNames.isName(variable))
                        .thenComparing(variable -> sortKey(variable.name())));
        for (Variable variable : variables) {
            if (!put(Settings.ROOT, variable.name().substring(PREFIX.length()), root, variable)) {
                problems.add(
                        ConfigProblem.unknown(
                                variable.name(),
                                "unknown key",
                                EnvironmentNames.known(variable.name()),
                                Origin.of("environment")));
            }
        }
    }

    private static String sortKey(String name) {
        return DIGITS.matcher(name).replaceAll(match -> "%9s".formatted(match.group()));
    }

    /** Puts the value in its place; false if the name leads nowhere. */
    private boolean put(Block block, String rest, Mapping written, Variable variable) {
        for (SettingNode child : block.children()) {
            String key = child.environmentKey();
            boolean inside = rest.startsWith(key + "_");
            String inner = inside ? rest.substring(key.length() + 1) : "";
            boolean found =
                    switch (child) {
                        case Setting<?> _ -> rest.equals(key) && set(written, child, variable);
                        case Block nested ->
                                inside && put(nested, inner, mapping(written, child), variable);
                        case BlockList list -> inside && put(list, inner, written, variable);
                        case BlockMap map ->
                                inside && put(map, inner, mapping(written, child), variable);
                        case TextMap _ -> inside && put(inner, mapping(written, child), variable);
                    };
            if (found) {
                return true;
            }
        }
        return false;
    }

    private static boolean set(Mapping written, SettingNode setting, Variable variable) {
        written.put(setting.key(), variable.value());
        return true;
    }

    private boolean put(BlockList list, String rest, Mapping written, Variable variable) {
        Matcher indexed = INDEXED.matcher(rest);
        if (!indexed.matches()) {
            return false;
        }
        int index = Integer.parseInt(indexed.group(1));
        List<RawValue> items = items(written, list, variable);
        if (index > items.size()) {
            String reason = "is item %d, but there are only %d".formatted(index, items.size());
            problems.add(ConfigProblem.of(variable.name(), reason, Origin.of("environment")));
            return true;
        }
        if (index == items.size()) {
            items.add(Mapping.empty(variable.origin()));
        }
        // What is not a mapping here is told when it is checked.
        return !(items.get(index) instanceof Mapping item)
                || put(list.item(), indexed.group(2), item, variable);
    }

    private static List<RawValue> items(Mapping written, BlockList list, Variable variable) {
        RawValue.Entry entry = written.entries().get(list.key());
        if (entry != null && entry.value() instanceof Sequence sequence) {
            return sequence.items();
        }
        Sequence made = new Sequence(new ArrayList<>(), variable.origin());
        if (entry == null || entry.value() instanceof RawValue.Empty) {
            written.put(list.key(), made);
        }
        return made.items();
    }

    private boolean put(BlockMap map, String rest, Mapping written, Variable variable) {
        EnvironmentNames.Place place = names.place(map, rest, written, variable);
        return switch (place) {
            case EnvironmentNames.Nowhere _ -> false;
            case EnvironmentNames.Clash clash -> {
                String reason = "stands for more than one of " + String.join(", ", clash.names());
                problems.add(ConfigProblem.of(variable.name(), reason, Origin.of("environment")));
                yield true;
            }
            case EnvironmentNames.Named named -> {
                mapping(written, named.name());
                yield true;
            }
            case EnvironmentNames.Key key -> {
                mapping(written, key.name()).put(key.setting().key(), variable.value());
                yield true;
            }
        };
    }

    /** Client properties: as written in the file, else in lower case with dots. */
    private static boolean put(String rest, Mapping written, Variable variable) {
        String key =
                written.entries().keySet().stream()
                        .filter(name -> SettingNode.environmentForm(name).equals(rest))
                        .findFirst()
                        .orElse(rest.toLowerCase(Locale.ROOT).replace('_', '.'));
        written.put(key, variable.value());
        return true;
    }

    private static Mapping mapping(Mapping written, SettingNode child) {
        return mapping(written, child.key());
    }

    /**
     * The mapping under a key, made if there is none; a wrong kind of value stays for the check.
     */
    static Mapping mapping(Mapping written, String key) {
        RawValue.Entry entry = written.entries().get(key);
        if (entry != null && entry.value() instanceof Mapping mapping) {
            return mapping;
        }
        Mapping made = Mapping.empty(Origin.of("environment"));
        if (entry == null || entry.value() instanceof RawValue.Empty) {
            written.put(key, made);
        }
        return made;
    }
}
