package io.millrace.runtime.config;

import io.millrace.stream.push.PushUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Adds, changes and removes single pushes of a path in the text of a file. One that is there may be
 * called by its URL, by what is shown of it, or by its id.
 */
final class PushEntries {
    private static final String PATHS = "paths";

    private PushEntries() {}

    static void edit(MappingNode root, ConfigEdit edit) throws ConfigException {
        MappingNode wanted = ConfigEntries.settings(edit);
        List<Node> pushes = pushes(root, edit.name());
        List<Integer> found = called(pushes, url(wanted));
        boolean adds = edit.operation() == ConfigEdit.Operation.ADD;
        if (adds != found.isEmpty() || found.size() > 1) {
            String key = PATHS + "." + edit.name() + "." + PushTable.PUSHES.key();
            throw ConfigMerge.problem(
                    key,
                    found.size() > 1
                            ? "has several that are called so: use the id"
                            : "has this one " + (adds ? "already" : "not"));
        }
        switch (edit.operation()) {
            case ADD -> pushes.add(wanted);
            case CHANGE -> change((MappingNode) pushes.get(found.getFirst()), wanted);
            case REMOVE -> pushes.remove((int) found.getFirst());
        }
        Node list = new SequenceNode(Tag.SEQ, pushes, DumperOptions.FlowStyle.BLOCK);
        ConfigMerge.merge(
                root,
                ConfigEntries.nested(
                        PATHS,
                        ConfigEntries.nested(
                                edit.name(), ConfigEntries.nested(PushTable.PUSHES.key(), list))));
    }

    /** The URL stays as it is written: what names the push may be its id. */
    private static void change(MappingNode push, MappingNode wanted) {
        int url = ConfigMerge.indexOf(wanted.getValue(), PushTable.URL.key());
        if (url >= 0) {
            wanted.getValue().remove(url);
        }
        ConfigMerge.merge(push, wanted);
    }

    private static List<Node> pushes(MappingNode root, String path) {
        return ConfigEntries.mapping(root, PATHS)
                .flatMap(paths -> ConfigEntries.mapping(paths, path))
                .map(PushEntries::list)
                .orElseGet(ArrayList::new);
    }

    private static List<Node> list(MappingNode path) {
        int index = ConfigMerge.indexOf(path.getValue(), PushTable.PUSHES.key());
        return index >= 0 && path.getValue().get(index).getValueNode() instanceof SequenceNode list
                ? new ArrayList<>(list.getValue())
                : new ArrayList<>();
    }

    static String url(Node push) {
        if (push instanceof MappingNode mapping) {
            int index = ConfigMerge.indexOf(mapping.getValue(), PushTable.URL.key());
            if (index >= 0) {
                return ConfigMerge.text(mapping.getValue().get(index).getValueNode());
            }
        }
        return "";
    }

    private static List<Integer> called(List<Node> pushes, String name) {
        return IntStream.range(0, pushes.size())
                .filter(index -> isCalled(url(pushes.get(index)), name))
                .boxed()
                .toList();
    }

    private static boolean isCalled(String url, String name) {
        try {
            return PushUrl.parse(url).isCalled(name);
        } catch (IllegalArgumentException notOne) {
            return url.equals(name);
        }
    }
}
