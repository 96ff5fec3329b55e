package io.millrace.runtime.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of the table of settings. The table is a tree of constants: what may be written, and what
 * every document about it is made from.
 */
public sealed interface SettingNode
        permits Setting,
                SettingNode.Block,
                SettingNode.BlockList,
                SettingNode.BlockMap,
                SettingNode.TextMap {
    String key();

    String description();

    /** As a part of an environment variable's name. */
    default String environmentKey() {
        return environmentForm(key());
    }

    /** Upper case; everything but letters and digits becomes an underscore. */
    static String environmentForm(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Fixed keys. */
    record Block(String key, String description, List<SettingNode> children)
            implements SettingNode {
        public Block {
            children = List.copyOf(children);
        }

        Optional<SettingNode> child(String key) {
            return children.stream().filter(child -> child.key().equals(key)).findFirst();
        }

        List<String> keys() {
            return children.stream().map(SettingNode::key).toList();
        }
    }

    /** A list whose items have the same keys. */
    record BlockList(String key, String description, Block item) implements SettingNode {}

    /**
     * Entries with names that people choose, with the same keys each.
     *
     * @param nameProblem why a name cannot be one
     */
    record BlockMap(
            String key,
            String description,
            Block item,
            Function<String, Optional<String>> nameProblem)
            implements SettingNode {}

    /** Any keys, with any text. */
    record TextMap(String key, String description) implements SettingNode {}
}
