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
    private final LiveConfig live;
    private volatile Known known;

    /** What was found in settings, for as long as these hold. */
    private record Known(MillraceConfig config, Set<PathName> paths) {}

    AlwaysRemuxed(LiveConfig live) {
        this.live = live;
        this.known = known(live.current());
    }

    Set<PathName> paths() {
        MillraceConfig now = live.current();
        if (known.config() != now) {
            known = known(now);
        }
        return known.paths();
    }

    private static Known known(MillraceConfig config) {
        return new Known(
                config,
                config.pathConfig().entries().keySet().stream()
                        .filter(name -> PathName.problem(name).isEmpty() && !name.startsWith("~"))
                        .filter(name -> !name.equals("all"))
                        .map(PathName::new)
                        .filter(path -> config.settingsOf(path).packaging().alwaysRemux())
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
