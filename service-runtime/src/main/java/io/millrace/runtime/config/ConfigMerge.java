package io.millrace.runtime.config;

import io.millrace.proto.JsonText;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Changes single settings in the text of a file, by the rules of JSON merge patches (RFC 7396):
 * mappings are merged, null takes a key away, everything else replaces. Comments stay.
 */
final class ConfigMerge {
    private static final int LARGEST = 4 << 20;
    private static final int DEEPEST = 12;

    /** What JSON writes without quotes, as it is. */
    private static final Pattern LITERAL = Pattern.compile("true|false|0|[1-9][0-9]{0,14}");

    private ConfigMerge() {}

    /**
     * The text after a change.
     *
     * @param patch YAML or JSON
     */
    static String merge(String text, String patch) throws ConfigException {
        Optional<Node> change = compose(patch, "the change");
        if (change.isEmpty()) {
            return text;
        }
        if (!(change.get() instanceof MappingNode changes)) {
            throw problem("the change", "is not a mapping of keys to values");
        }
        MappingNode root = root(text);
        merge(root, changes);
        return write(root);
    }

    /** The settings of a file; no keys where it is empty. */
    static MappingNode root(String text) throws ConfigException {
        return compose(text, "settings").orElse(null) instanceof MappingNode mapping
                ? mapping
                : mapping(List.of());
    }

    static MappingNode mapping(List<NodeTuple> entries) {
        return new MappingNode(Tag.MAP, new ArrayList<>(entries), DumperOptions.FlowStyle.BLOCK);
    }

    /** Values of a text by their keys from the root, joined by dots. */
    static Map<String, String> flat(String text) throws ConfigException {
        Map<String, String> values = new LinkedHashMap<>();
        Optional<Node> root = compose(text, "settings");
        if (root.isPresent()) {
            flatten("", root.get(), values);
        }
        return values;
    }

    /** The text as one JSON object. */
    static String json(String text) throws ConfigException {
        Optional<Node> root = compose(text, "settings");
        return root.isPresent() ? json(root.get()) : "{}";
    }

    private static String json(Node node) {
        return switch (node) {
            case MappingNode mapping ->
                    mapping.getValue().stream()
                            .map(entry ->
                                    JsonText.quoted(text(entry.getKeyNode()))
                                            + ":"
                                            + json(entry.getValueNode()))
                            .collect(Collectors.joining(",", "{", "}"));
            case SequenceNode list ->
                    list.getValue().stream()
                            .map(ConfigMerge::json)
                            .collect(Collectors.joining(",", "[", "]"));
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "null";
            case ScalarNode scalar when LITERAL.matcher(scalar.getValue()).matches() ->
                    scalar.getValue();
            default -> JsonText.quoted(text(node));
        };
    }

    private static void flatten(String prefix, Node node, Map<String, String> values) {
        switch (node) {
            case MappingNode mapping when !mapping.getValue().isEmpty() -> {
                for (NodeTuple entry : mapping.getValue()) {
                    String key = text(entry.getKeyNode());
                    String shown = key.contains(".") ? '"' + key + '"' : key;
                    String name = prefix.isEmpty() ? shown : prefix + "." + shown;
                    flatten(name, entry.getValueNode(), values);
                }
            }
            case SequenceNode list when !list.getValue().isEmpty() -> {
                int index = 0;
                for (Node item : list.getValue()) {
                    flatten(prefix + "[" + index++ + "]", item, values);
                }
            }
            case ScalarNode scalar -> values.put(prefix, scalar.getValue());
            default -> values.put(prefix, "");
        }
    }

    static void merge(MappingNode into, MappingNode changes) {
        List<NodeTuple> entries = new ArrayList<>(into.getValue());
        for (NodeTuple change : changes.getValue()) {
            String key = text(change.getKeyNode());
            int index = indexOf(entries, key);
            if (change.getValueNode().getTag().equals(Tag.NULL)) {
                if (index >= 0) {
                    entries.remove(index);
                }
                continue;
            }
            Node before = index < 0 ? null : entries.get(index).getValueNode();
            Node after = merged(before, change.getValueNode());
            if (index < 0) {
                entries.add(new NodeTuple(change.getKeyNode(), after));
            } else {
                entries.set(index, new NodeTuple(entries.get(index).getKeyNode(), after));
            }
        }
        into.setValue(entries);
    }

    private static Node merged(@Nullable Node before, Node change) {
        if (!(change instanceof MappingNode changes)) {
            return change;
        }
        MappingNode into = before instanceof MappingNode mapping ? mapping : mapping(List.of());
        merge(into, changes);
        return into;
    }

    static int indexOf(List<NodeTuple> entries, String key) {
        for (int index = 0; index < entries.size(); index++) {
            if (text(entries.get(index).getKeyNode()).equals(key)) {
                return index;
            }
        }
        return -1;
    }

    static String text(Node key) {
        return key instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    static Optional<Node> compose(String text, String name) throws ConfigException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        options.setNestingDepthLimit(DEEPEST);
        options.setProcessComments(true);
        try {
            return Optional.ofNullable(yaml(options).compose(new StringReader(text)));
        } catch (MarkedYAMLException broken) {
            // Its message would quote the text, which may hold secrets.
            throw problem(name, "%s, line %d".formatted(broken.getProblem(), line(broken)));
        } catch (YAMLException wrong) {
            throw problem(name, String.valueOf(wrong.getMessage()));
        }
    }

    private static int line(MarkedYAMLException broken) {
        return broken.getProblemMark() == null ? 0 : broken.getProblemMark().getLine() + 1;
    }

    static String write(Node root) {
        StringWriter out = new StringWriter();
        yaml(new LoaderOptions()).serialize(root, out);
        return out.toString();
    }

    private static Yaml yaml(LoaderOptions loading) {
        DumperOptions dumping = new DumperOptions();
        dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        dumping.setProcessComments(true);
        return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading);
    }

    static ConfigException problem(String key, String reason) {
        return new ConfigException(
                List.of(ConfigProblem.of(key, reason, Origin.of("change of settings"))));
    }
}
