package io.millrace.runtime.config;

import java.util.Collection;
import java.util.Optional;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the setting, or what was written in its place
 * @param nearest the known key that was perhaps meant
 * @param origin where it was set
 */
public record ConfigProblem(String key, String reason, Optional<String> nearest, Origin origin) {
    static ConfigProblem of(String key, String reason, Origin origin) {
        return new ConfigProblem(key, reason, Optional.empty(), origin);
    }

    /** A key that is not one of {@code known}. */
    static ConfigProblem unknown(
            String key, String reason, Collection<String> known, Origin origin) {
        return new ConfigProblem(key, reason, Nearest.of(key, known), origin);
    }

    @Override
    public String toString() {
        String hint = nearest.map(name -> "; did you mean '" + name + "'?").orElse("");
        return key + ": " + reason + hint + " (" + origin + ")";
    }
}
