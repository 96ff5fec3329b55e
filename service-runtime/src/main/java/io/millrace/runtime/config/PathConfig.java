package io.millrace.runtime.config;

import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings by path: of the entry with the path's name, else of the first regular expression, in the
 * order written, that matches the whole name, else of {@code all}, else the defaults. An entry
 * takes what it does not say from the defaults. Immutable.
 */
public final class PathConfig {
    private final PathSettings defaults;
    private final Map<String, PathSettings> entries;
    private final Map<PathName, Entry> exact = new LinkedHashMap<>();
    private final List<Expression> expressions = new ArrayList<>();
    private final Optional<Entry> all;

    /**
     * An entry that was written.
     *
     * @param name as written
     */
    public record Entry(String name, PathSettings settings) {}

    private record Expression(PathPattern.Regex pattern, Entry entry) {}

    /**
     * Of checked entries.
     *
     * @param entries by name, in the order written
     */
    PathConfig(PathSettings defaults, Map<String, PathSettings> entries) {
        this.defaults = defaults;
        this.entries = new LinkedHashMap<>(entries);
        Optional<Entry> last = Optional.empty();
        for (Map.Entry<String, PathSettings> written : entries.entrySet()) {
            Entry entry = new Entry(written.getKey(), written.getValue());
            switch (PathPattern.of(written.getKey())) {
                case PathPattern.Exact one -> exact.put(one.name(), entry);
                case PathPattern.Regex regex -> expressions.add(new Expression(regex, entry));
                case PathPattern.All _ -> last = Optional.of(entry);
            }
        }
        this.all = last;
    }

    static PathConfig of(SettingValues root) {
        SettingValues defaults = root.block(PathTable.DEFAULTS);
        Map<String, PathSettings> entries = new LinkedHashMap<>();
        root.map(PathTable.PATHS)
                .forEach((name, values) ->
                        entries.put(name, PathSettings.of(values.orElse(defaults))));
        return new PathConfig(PathSettings.of(defaults), entries);
    }

    /** What holds for {@code path}. */
    public PathSettings settingsOf(PathName path) {
        return entryOf(path).map(Entry::settings).orElse(defaults);
    }

    /** The entry that holds for {@code path}; empty where only the defaults do. */
    public Optional<Entry> entryOf(PathName path) {
        @Nullable Entry named = exact.get(path);
        if (named != null) {
            return Optional.of(named);
        }
        for (Expression expression : expressions) {
            if (expression.pattern().matches(path)) {
                return Optional.of(expression.entry());
            }
        }
        return all;
    }

    public PathSettings defaults() {
        return defaults;
    }

    /** Entries by the name written, in that order. */
    public Map<String, PathSettings> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Entries of one path each, with a plain name, in the order written. */
    public Map<PathName, PathSettings> named() {
        Map<PathName, PathSettings> named = new LinkedHashMap<>();
        exact.forEach((name, entry) -> named.put(name, entry.settings()));
        return named;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathConfig that
                && defaults.equals(that.defaults)
                && List.copyOf(entries.entrySet()).equals(List.copyOf(that.entries.entrySet()));
    }

    @Override
    public int hashCode() {
        return 31 * defaults.hashCode() + entries.hashCode();
    }

    @Override
    public String toString() {
        return "PathConfig" + entries.keySet();
    }
}
