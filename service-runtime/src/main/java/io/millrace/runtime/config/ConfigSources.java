package io.millrace.runtime.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings come from; later ones win.
 *
 * @param mayBeMissing whether the file need not be there; it is made when settings are applied
 * @param overrides by name ({@code server.listen}): what the command line says
 */
public record ConfigSources(
        Optional<Path> file,
        boolean mayBeMissing,
        Map<String, String> environment,
        Map<String, String> overrides) {
    public ConfigSources {
        environment = Map.copyOf(environment);
        overrides = Map.copyOf(overrides);
    }

    /** With a file that must be there, if one is named. */
    public static ConfigSources of(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        return new ConfigSources(file, false, environment, overrides);
    }
}
