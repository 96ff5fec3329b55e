package io.millrace.runtime.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings come from; later ones win.
 *
 * @param overrides by name ({@code server.listen}): what the command line says
 */
public record ConfigSources(
        Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    public ConfigSources {
        environment = Map.copyOf(environment);
        overrides = Map.copyOf(overrides);
    }
}
