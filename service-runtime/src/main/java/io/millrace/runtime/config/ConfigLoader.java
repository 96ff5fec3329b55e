package io.millrace.runtime.config;

import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Collects settings: defaults, then the file, then the environment, then what the command line
 * says. Everything that is wrong is told at once.
 */
public final class ConfigLoader {
    private static final String PREFIX = "MILLRACE_";

    /** Read by the launcher, not by us. */
    private static final Set<String> LAUNCHER =
            Set.of("MILLRACE_JAVA_HOME", "MILLRACE_JAVA_OPTIONS");

    private final SettingValues values = new SettingValues();
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Setting<?>> byName =
            Settings.all().stream().collect(Collectors.toMap(Setting::name, setting -> setting));

    private ConfigLoader() {}

    /**
     * Reads and checks.
     *
     * @param overrides settings by name ({@code server.listen}) that win over all others
     */
    public static MillraceConfig load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides)
            throws ConfigException {
        ConfigLoader loader = new ConfigLoader();
        file.ifPresent(loader::readFile);
        loader.readEnvironment(environment);
        new TreeMap<>(overrides).forEach((name, text) -> loader.set(name, text, "command line"));
        if (loader.problems.isEmpty()) {
            loader.problems.addAll(ConfigRules.check(loader.values));
        }
        if (!loader.problems.isEmpty()) {
            throw new ConfigException(loader.problems);
        }
        return MillraceConfig.of(loader.values);
    }

    private void readFile(Path file) {
        try {
            YamlSettings yaml = YamlSettings.parse(file.toString(), Files.readString(file));
            problems.addAll(yaml.problems());
            yaml.entries().forEach(entry -> set(entry.name(), entry.text(), entry.origin()));
        } catch (IOException unreadable) {
            problems.add(
                    new ConfigProblem(
                            "--config", "cannot be read: " + unreadable, file.toString()));
        }
    }

    private void readEnvironment(Map<String, String> environment) {
        Map<String, Setting<?>> byVariable =
                Settings.all().stream()
                        .collect(Collectors.toMap(Setting::environmentName, setting -> setting));
        new TreeMap<>(environment)
                .forEach((variable, text) -> {
                    if (!variable.startsWith(PREFIX) || LAUNCHER.contains(variable)) {
                        return;
                    }
                    Setting<?> setting = byVariable.get(variable);
                    if (setting == null) {
                        problems.add(
                                new ConfigProblem(
                                        variable,
                                        "unknown key" + Nearest.hint(variable, byVariable.keySet()),
                                        "environment"));
                    } else {
                        set(setting.name(), text, "environment " + variable);
                    }
                });
    }

    private void set(String name, String text, String origin) {
        Setting<?> setting = byName.get(name);
        if (setting == null) {
            String hint = Nearest.hint(name, byName.keySet());
            problems.add(new ConfigProblem(name, "unknown key" + hint, origin));
            return;
        }
        try {
            values.set(setting, text, origin);
        } catch (InvalidValueException invalid) {
            problems.add(new ConfigProblem(name, String.valueOf(invalid.getMessage()), origin));
        }
    }
}
