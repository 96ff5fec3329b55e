package io.millrace.control;

import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.PublishPolicy;
import io.millrace.stream.PathName;
import java.util.Map;
import java.util.Optional;

/** What control goes by for a path. A seam: the configuration, or a test's. */
@FunctionalInterface
interface PathPolicies {
    /** What holds for a second publisher. */
    PublishPolicy policy(String path);

    /** The path's settings, where there are any. */
    default Optional<PathSettings> settingsOf(PathName path) {
        return Optional.empty();
    }

    /** Settings of paths that are named. */
    default Map<PathName, PathSettings> named() {
        return Map.of();
    }
}
