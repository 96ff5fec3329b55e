package io.millrace.runtime.config;

import io.millrace.runtime.config.RawValue.Mapping;
import io.millrace.runtime.config.RawValue.Scalar;
import io.millrace.runtime.config.SettingNode.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects settings: defaults, then the file, then the environment, then what the command line
 * says. Everything that is wrong is told at once.
 */
public final class ConfigLoader {
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final SettingValues values = SettingValues.root();

    private ConfigLoader() {}

    /** Reads and checks. */
    public static MillraceConfig load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides)
            throws ConfigException {
        return load(ConfigSources.of(file, environment, overrides));
    }

    /** Reads and checks. */
    public static MillraceConfig load(ConfigSources sources) throws ConfigException {
        return MillraceConfig.of(values(sources, new ConfigFile(sources).read()));
    }

    /** Checks {@code text} as if the file had it. */
    static SettingValues values(ConfigSources sources, String text) throws ConfigException {
        ConfigLoader loader = new ConfigLoader();
        String name = sources.file().map(Path::toString).orElse("settings");
        YamlReader.Result yaml = YamlReader.read(name, text);
        loader.problems.addAll(yaml.problems());
        new EnvironmentReader(loader.problems).read(sources.environment(), yaml.root());
        loader.override(sources.overrides(), yaml.root());
        new SettingBinder(loader.problems).bind(Settings.ROOT, yaml.root(), loader.values);
        if (loader.problems.isEmpty()) {
            loader.problems.addAll(ConfigRules.check(loader.values));
        }
        if (!loader.problems.isEmpty()) {
            throw new ConfigException(loader.problems);
        }
        return loader.values;
    }

    private void override(Map<String, String> overrides, Mapping root) {
        Origin origin = Origin.of("command line");
        new TreeMap<>(overrides)
                .forEach((name, text) -> {
                    int dot = Math.max(0, name.indexOf('.'));
                    boolean known =
                            Settings.ROOT
                                    .child(name.substring(0, dot))
                                    .filter(Block.class::isInstance)
                                    .isPresent();
                    if (known) {
                        EnvironmentReader.mapping(root, name.substring(0, dot))
                                .put(name.substring(dot + 1), new Scalar(text, origin));
                    } else {
                        problems.add(ConfigProblem.of(name, "unknown key", origin));
                    }
                });
    }
}
