package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;
import java.util.Iterator;

/**
 * Writes {@code docs/configuration.schema.json} (JSON Schema 2020-12) from the table of settings:
 * for editors, which then complete and check keys. What it lets pass is still checked when read.
 */
final class ConfigSchema {
    private final StringBuilder json = new StringBuilder();

    private ConfigSchema() {}

    static String json() {
        ConfigSchema schema = new ConfigSchema();
        schema.json.append("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n");
        schema.json.append("  \"title\": \"Millrace configuration\",\n");
        schema.members(Settings.ROOT, "  ");
        schema.json.append("}\n");
        return schema.json.toString();
    }

    /** The members of an object with the block's keys. */
    private void members(Block block, String indent) {
        json.append(indent).append("\"type\": [\"object\", \"null\"],\n");
        json.append(indent).append("\"additionalProperties\": false,\n");
        json.append(indent).append("\"properties\": {\n");
        Iterator<SettingNode> children = block.children().iterator();
        while (children.hasNext()) {
            SettingNode child = children.next();
            json.append(indent).append("  ").append(quoted(child.key())).append(": {\n");
            json.append(indent).append("    \"description\": ");
            json.append(quoted(child.description())).append(",\n");
            node(child, indent + "    ");
            json.append(indent).append("  }").append(children.hasNext() ? ",\n" : "\n");
        }
        json.append(indent).append("}\n");
    }

    private void node(SettingNode node, String indent) {
        switch (node) {
            case Setting<?> setting -> setting(setting, indent);
            case Block block -> members(block, indent);
            case BlockList list -> nested("array", "items", list.item(), indent);
            case BlockMap map -> nested("object", "additionalProperties", map.item(), indent);
            case TextMap _ -> {
                json.append(indent).append("\"type\": [\"object\", \"null\"],\n");
                json.append(indent).append("\"additionalProperties\": {");
                json.append("\"type\": [\"string\", \"number\", \"boolean\"]}\n");
            }
        }
    }

    private void setting(Setting<?> setting, String indent) {
        json.append(indent).append(setting.type().schema()).append(",\n");
        json.append(indent).append("\"default\": ").append(defaultOf(setting)).append(",\n");
        json.append(indent).append("\"$comment\": ").append(quoted(setting.type().form()));
        json.append('\n');
    }

    private static String defaultOf(Setting<?> setting) {
        Object value = setting.defaultValue();
        boolean number = setting.type().schema().contains("\"integer\"");
        return number || value instanceof Boolean
                ? value.toString()
                : quoted(setting.defaultText());
    }

    private void nested(String type, String keyword, Block item, String indent) {
        json.append(indent).append("\"type\": [").append(quoted(type)).append(", \"null\"],\n");
        json.append(indent).append(quoted(keyword)).append(": {\n");
        members(item, indent + "  ");
        json.append(indent).append("}\n");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
