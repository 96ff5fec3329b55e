package io.millrace.packager;

import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.PathName;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The paths of the settings that are followed whether somebody watches or not: entries with a plain
 * name, since an expression names no path. Thread-safe.
 */
final class AlwaysRemuxed {
    private volatile Set<PathName> paths;

    AlwaysRemuxed(LiveConfig live) {
        this.paths = paths(live.current());
        live.subscribe(change -> paths = paths(change.after()));
    }

    /** By the newest settings. */
    Set<PathName> paths() {
        return paths;
    }

    private static Set<PathName> paths(MillraceConfig config) {
        return config.pathConfig().entries().keySet().stream()
                .filter(name -> PathName.problem(name).isEmpty() && !name.startsWith("~"))
                .filter(name -> !name.equals("all"))
                .map(PathName::new)
                .filter(path -> config.settingsOf(path).packaging().alwaysRemux())
                .collect(Collectors.toUnmodifiableSet());
    }
}
