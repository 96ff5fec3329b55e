package io.millrace.runtime.config;

import io.millrace.runtime.config.EnvironmentReader.Variable;
import io.millrace.runtime.config.RawValue.Mapping;
import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a variable of a named entry stands for: {@code PATHS_CAM1_GRACE} is the key {@code grace} of
 * entry {@code cam1}. A name in a variable is upper case with underscores, so it may stand for
 * several written names.
 */
final class EnvironmentNames {
    private static final String NAME_SUFFIX = "_NAME";

    /** Written names by the variables' names for them. */
    private final Map<String, String> given = new HashMap<>();

    /** What a variable stands for. */
    sealed interface Place {}

    /** No such key. */
    record Nowhere() implements Place {}

    /** Several entries. */
    record Clash(List<String> names) implements Place {}

    /** An entry's name only. */
    record Named(String name) implements Place {}

    /** A key of an entry. */
    record Key(String name, Setting<?> setting) implements Place {}

    /** Whether the variable gives an entry its written name. */
    static boolean isName(Variable variable) {
        return variable.name().startsWith(EnvironmentReader.PREFIX + "PATHS_")
                && variable.name().endsWith(NAME_SUFFIX);
    }

    /**
     * Finds the place. Of the ways to cut {@code rest} in name and key, one whose name is written
     * wins; else the one with the longest key.
     */
    Place place(BlockMap map, String rest, Mapping written, Variable variable) {
        if (rest.endsWith(NAME_SUFFIX)) {
            given.put(rest.substring(0, rest.length() - NAME_SUFFIX.length()), variable.text());
            return new Named(variable.text());
        }
        @Nullable Key longest = null;
        for (SettingNode child : map.item().children()) {
            String suffix = "_" + child.environmentKey();
            if (!(child instanceof Setting<?> setting)
                    || !rest.endsWith(suffix)
                    || rest.length() == suffix.length()) {
                continue;
            }
            String name = rest.substring(0, rest.length() - suffix.length());
            List<String> found = namesFor(name, written);
            if (found.size() > 1) {
                return new Clash(found);
            }
            if (found.size() == 1) {
                return new Key(found.getFirst(), setting);
            }
            if (longest == null || setting.key().length() > longest.setting().key().length()) {
                longest = new Key(name.toLowerCase(Locale.ROOT), setting);
            }
        }
        return longest == null ? new Nowhere() : longest;
    }

    private List<String> namesFor(String name, Mapping written) {
        return Optional.ofNullable(given.get(name))
                .map(List::of)
                .orElseGet(() ->
                        written.entries().keySet().stream()
                                .filter(key -> SettingNode.environmentForm(key).equals(name))
                                .toList());
    }

    /** Names of variables, for hints about {@code written}. */
    static List<String> known(String written) {
        List<String> names = new ArrayList<>();
        collect(Settings.ROOT, EnvironmentReader.PREFIX, names);
        String paths = EnvironmentReader.PREFIX + PathTable.PATHS.environmentKey() + "_";
        if (written.startsWith(paths)) {
            int end = written.indexOf('_', paths.length());
            names.clear();
            collect(
                    PathTable.PATHS.item(),
                    written.substring(0, end < 0 ? written.length() : end) + "_",
                    names);
        }
        return names;
    }

    private static void collect(Block block, String prefix, List<String> names) {
        for (SettingNode child : block.children()) {
            switch (child) {
                case Setting<?> setting -> names.add(prefix + setting.environmentKey());
                case Block nested -> collect(nested, prefix + nested.environmentKey() + "_", names);
                case SettingNode.BlockList list ->
                        collect(list.item(), prefix + list.environmentKey() + "_0_", names);
                case BlockMap _, SettingNode.TextMap _ -> {
                    // any name
                }
            }
        }
    }
}
