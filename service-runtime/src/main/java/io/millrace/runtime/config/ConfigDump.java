package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;
import io.millrace.stream.push.PushUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes the settings that hold as YAML, each with its origin; secrets are hidden. */
final class ConfigDump {
    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    private final StringBuilder yaml = new StringBuilder();
    private final boolean hides;

    private ConfigDump(boolean hides) {
        this.hides = hides;
    }

    static String of(SettingValues values) {
        return text(values, true);
    }

    /** To find out what changed; not to be shown to anybody. */
    static String withSecrets(SettingValues values) {
        return text(values, false);
    }

    private static String text(SettingValues values, boolean hides) {
        ConfigDump dump = new ConfigDump(hides);
        dump.block(Settings.ROOT, values, "", true);
        return dump.yaml.toString();
    }

    /** Writes a block's keys; {@code all}: also those that have their defaults. */
    private void block(Block block, SettingValues values, String indent, boolean all) {
        for (SettingNode child : block.children()) {
            String key = indent + child.key() + ":";
            switch (child) {
                case Setting<?> setting -> {
                    if (all || values.isSet(setting)) {
                        setting(setting, values, key);
                    }
                }
                case Block nested -> {
                    yaml.append(key).append('\n');
                    block(nested, values.block(nested), indent + "  ", all);
                }
                case BlockList list -> {
                    if (all || !values.list(list).isEmpty()) {
                        list(list, values.list(list), key, indent);
                    }
                }
                case BlockMap map -> map(map, values.map(map), key, indent);
                case TextMap map -> texts(values.texts(map), key, indent);
            }
        }
    }

    private void setting(Setting<?> setting, SettingValues values, String key) {
        String text = values.text(setting);
        String hidden = hidden(values.value(setting), text);
        yaml.append(key).append(' ').append(quoted(hides ? hidden : text));
        if (values.isSet(setting)) {
            yaml.append("  # ").append(values.origin(setting));
        }
        yaml.append('\n');
    }

    private static String hidden(Object value, String text) {
        if (value instanceof Secret || value instanceof AddressTypes.Sources) {
            return value.toString();
        }
        if (value instanceof Optional<?> some
                && some.isPresent()
                && some.get() instanceof PushUrl url) {
            return url.shown().equals(text) ? text : url.shown() + " " + Secret.REDACTED;
        }
        return USER_INFO.matcher(text).replaceAll("//" + Secret.REDACTED + "@");
    }

    private void list(BlockList list, List<SettingValues> items, String key, String indent) {
        yaml.append(key).append(items.isEmpty() ? " []\n" : "\n");
        for (SettingValues item : items) {
            yaml.append(indent).append("  -\n");
            block(list.item(), item, indent + "    ", false);
        }
    }

    private void map(BlockMap map, Map<String, SettingValues> entries, String key, String indent) {
        yaml.append(key).append(entries.isEmpty() ? " {}\n" : "\n");
        entries.forEach((name, entry) -> {
            yaml.append(indent).append("  ").append(quoted(name)).append(":\n");
            block(map.item(), entry, indent + "    ", false);
        });
    }

    private void texts(Map<String, String> texts, String key, String indent) {
        yaml.append(key).append(texts.isEmpty() ? " {}\n" : "\n");
        texts.forEach((name, text) -> {
            boolean hidden = hides && ClientProperties.isSecret(name);
            String shown = hidden ? Secret.REDACTED : text;
            yaml.append(indent).append("  ").append(quoted(name)).append(": ");
            yaml.append(quoted(shown)).append('\n');
        });
    }

    /** A YAML scalar that is read back as this text. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9./][A-Za-z0-9._/+-]*")
                ? text
                : "'" + text.replace("'", "''") + "'";
    }
}
