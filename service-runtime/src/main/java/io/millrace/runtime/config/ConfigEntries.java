package io.millrace.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Adds, changes and removes single entries in the text of a file: paths and users. */
final class ConfigEntries {
    private static final String AUTH = "auth";

    /** Where one of these is written, to have no users is to let in nobody else. */
    private static final Set<String> OTHER_METHODS =
            Set.of("methods", "http-address", "jwt-jwks-url");

    private ConfigEntries() {}

    /** The text after the edit. */
    static String edited(String text, ConfigEdit edit) throws ConfigException {
        MappingNode root = ConfigMerge.root(text);
        switch (edit.of()) {
            case PATH -> editPath(root, edit);
            case USER -> editUser(root, edit);
            case PUSH -> PushEntries.edit(root, edit);
        }
        return ConfigMerge.write(root);
    }

    private static void editPath(MappingNode root, ConfigEdit edit) throws ConfigException {
        Optional<MappingNode> paths = mapping(root, "paths");
        boolean there =
                paths.filter(entries -> ConfigMerge.indexOf(entries.getValue(), edit.name()) >= 0)
                        .isPresent();
        requireKnown(edit, there, "paths." + edit.name());
        Node value =
                edit.operation() == ConfigEdit.Operation.REMOVE
                        ? new ScalarNode(
                                Tag.NULL, "null", null, null, DumperOptions.ScalarStyle.PLAIN)
                        : settings(edit);
        ConfigMerge.merge(root, nested("paths", nested(edit.name(), value)));
    }

    private static void editUser(MappingNode root, ConfigEdit edit) throws ConfigException {
        MappingNode auth = mapping(root, AUTH).orElseGet(() -> ConfigMerge.mapping(List.of()));
        List<Node> users = users(auth);
        int index = indexOfUser(users, edit.name());
        requireKnown(edit, index >= 0, "auth.users");
        switch (edit.operation()) {
            case ADD -> {
                MappingNode user = nested(AccessTable.USER.key(), word(edit.name()));
                ConfigMerge.merge(user, settings(edit));
                users.add(user);
            }
            case CHANGE -> ConfigMerge.merge((MappingNode) users.get(index), settings(edit));
            case REMOVE -> {
                users.remove(index);
                requireSomebody(users, auth);
            }
        }
        Node list = new SequenceNode(Tag.SEQ, users, DumperOptions.FlowStyle.BLOCK);
        ConfigMerge.merge(root, nested(AUTH, nested(AccessTable.USERS.key(), list)));
    }

    private static void requireKnown(ConfigEdit edit, boolean there, String key)
            throws ConfigException {
        boolean adds = edit.operation() == ConfigEdit.Operation.ADD;
        if (adds == there) {
            throw ConfigMerge.problem(
                    key,
                    "'%s' is %s in the settings' file"
                            .formatted(edit.name(), there ? "already" : "not"));
        }
    }

    /** The last user must not go silently: everybody might do everything then. */
    private static void requireSomebody(List<Node> users, MappingNode auth) throws ConfigException {
        boolean others =
                auth.getValue().stream()
                        .anyMatch(entry ->
                                OTHER_METHODS.contains(ConfigMerge.text(entry.getKeyNode())));
        if (users.isEmpty() && !others) {
            throw ConfigMerge.problem(
                    "auth.users",
                    "is the last user, without whom everybody may do everything: say so with"
                            + " auth.methods: anonymous first");
        }
    }

    private static List<Node> users(MappingNode auth) {
        int index = ConfigMerge.indexOf(auth.getValue(), AccessTable.USERS.key());
        return index >= 0 && auth.getValue().get(index).getValueNode() instanceof SequenceNode list
                ? new ArrayList<>(list.getValue())
                : new ArrayList<>();
    }

    private static int indexOfUser(List<Node> users, String name) {
        for (int index = 0; index < users.size(); index++) {
            if (users.get(index) instanceof MappingNode user) {
                int key = ConfigMerge.indexOf(user.getValue(), AccessTable.USER.key());
                if (key >= 0
                        && ConfigMerge.text(user.getValue().get(key).getValueNode()).equals(name)) {
                    return index;
                }
            }
        }
        return -1;
    }

    static MappingNode settings(ConfigEdit edit) throws ConfigException {
        Optional<Node> written = ConfigMerge.compose(edit.settings(), edit.name());
        if (written.isEmpty()) {
            return ConfigMerge.mapping(List.of());
        }
        if (written.get() instanceof MappingNode mapping) {
            return mapping;
        }
        throw ConfigMerge.problem(edit.name(), "is not a mapping of keys to values");
    }

    static Optional<MappingNode> mapping(MappingNode root, String key) {
        int index = ConfigMerge.indexOf(root.getValue(), key);
        return index >= 0 && root.getValue().get(index).getValueNode() instanceof MappingNode found
                ? Optional.of(found)
                : Optional.empty();
    }

    static MappingNode nested(String key, Node value) {
        return ConfigMerge.mapping(List.of(new NodeTuple(word(key), value)));
    }

    private static ScalarNode word(String text) {
        return new ScalarNode(Tag.STR, text, null, null, DumperOptions.ScalarStyle.DOUBLE_QUOTED);
    }
}
