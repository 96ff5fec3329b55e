package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;

/**
 * Writes {@code docs/millrace.yml} from the table of settings. Without the first {@code #} of each
 * line it is a file that says all defaults.
 */
final class ConfigExample {
    private static final String HEAD =
            """
            ## Every setting of Millrace, with its default. Take the first # away from a section's line and from
            ## the keys under it that are to change. docs/configuration.md says how settings are read.

            """;

    private static final String PATHS =
            """
            #  # studio/main:           # one path
            #  #   publish-policy: standby
            #  # '~cam\\d+':             # each path whose whole name matches
            #  #   retention: 1d
            #  # all:                   # each path that no other entry is for
            #  #   max-readers: 100
            """;

    private static final String USERS =
            """
            #  # - user: ann
            #  #   password: sha256:…
            #  #   ips: [10.0.0.0/8]
            #  #   permissions:
            #  #     - {action: publish, path: studio/main}
            #  #     - {action: read, path: '~studio/.*'}
            """;

    private static final String WEBHOOKS =
            """
            #  # - url: https://example.org/events
            #  #   secret: at-least-16-characters
            #  #   events: [path_published, path_ended]
            """;

    private final StringBuilder yaml = new StringBuilder(HEAD);

    private ConfigExample() {}

    static String yaml() {
        ConfigExample made = new ConfigExample();
        for (SettingNode section : Settings.ROOT.children()) {
            made.yaml.append("## ").append(section.description()).append('\n');
            switch (section) {
                case Block block -> made.block(block);
                case BlockMap map ->
                        made.yaml.append('#').append(map.key()).append(":\n").append(PATHS);
                case BlockList _, TextMap _, Setting<?> _ ->
                        throw new IllegalStateException("section " + section.key());
            }
            made.yaml.append('\n');
        }
        return made.yaml.toString().stripTrailing() + "\n";
    }

    private void block(Block block) {
        yaml.append('#').append(block.key()).append(":\n");
        for (SettingNode child : block.children()) {
            yaml.append("#  # ").append(child.description()).append('\n');
            switch (child) {
                case Setting<?> setting -> {
                    yaml.append("#  # Value: ").append(setting.type().form()).append(".\n");
                    key(child, ConfigDump.quoted(setting.defaultText()));
                }
                case TextMap _ -> {
                    key(child, "{}");
                    yaml.append("#  # security.protocol: SSL\n");
                }
                case BlockList list -> {
                    key(child, "[]");
                    yaml.append(list.equals(AccessTable.USERS) ? USERS : WEBHOOKS);
                }
                case Block nested -> throw new IllegalStateException(nested.key());
                case BlockMap map -> throw new IllegalStateException(map.key());
            }
        }
    }

    private void key(SettingNode node, String value) {
        yaml.append("#  ").append(node.key()).append(": ").append(value).append('\n');
    }
}
