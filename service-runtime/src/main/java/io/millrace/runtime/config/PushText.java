package io.millrace.runtime.config;

import io.millrace.runtime.config.ConfigEdit.Operation;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One push of a path as text of its own: what a settings' file with nothing else would say. */
public final class PushText {
    private static final ConfigSources NOTHING =
            ConfigSources.of(Optional.empty(), Map.of(), Map.of());

    private PushText() {}

    /**
     * What stands for a new push.
     *
     * @param settings its keys in YAML or JSON
     */
    public static String of(PathName path, String settings) throws ConfigException {
        return edited("", Operation.ADD, path, settings);
    }

    /**
     * The text with what is named changed.
     *
     * @param settings in YAML or JSON, with the push's URL, what is shown of it, or its id
     */
    public static String changed(String text, PathName path, String settings)
            throws ConfigException {
        return edited(text, Operation.CHANGE, path, settings);
    }

    private static String edited(String text, Operation operation, PathName path, String settings)
            throws ConfigException {
        String next = ConfigEntries.edited(text, edit(operation, path, settings));
        if (ConfigMerge.flat(next).values().stream()
                .anyMatch(value -> value.contains(Secret.REDACTED))) {
            throw refusal(path, "'" + Secret.REDACTED + "' stands for a secret: write it");
        }
        read(next, path);
        return next;
    }

    private static ConfigEdit edit(Operation operation, PathName path, String settings) {
        return new ConfigEdit(operation, ConfigEdit.Of.PUSH, path.value(), settings);
    }

    /** Reads such a text. */
    public static PushSettings read(String text, PathName path) throws ConfigException {
        List<PushSettings> pushes =
                MillraceConfig.of(ConfigLoader.values(NOTHING, text)).settingsOf(path).pushes();
        if (pushes.size() != 1) {
            throw refusal(path, "is not one push");
        }
        return pushes.getFirst();
    }

    /** The URL, or what stands for it, in settings of a push. */
    public static String name(String settings, PathName path) throws ConfigException {
        return PushEntries.url(ConfigEntries.settings(edit(Operation.REMOVE, path, settings)));
    }

    /** Why a path's push cannot be changed so. */
    public static ConfigException refusal(PathName path, String reason) {
        return ConfigMerge.problem("paths." + path + "." + PushTable.PUSHES.key(), reason);
    }
}
