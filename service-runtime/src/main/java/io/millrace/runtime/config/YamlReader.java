package io.millrace.runtime.config;

import io.millrace.runtime.config.RawValue.Entry;
import io.millrace.runtime.config.RawValue.Mapping;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML text (1.1, one document) to a tree with the place of every key and value. */
final class YamlReader {
    private static final int LARGEST_FILE = 4 << 20;
    private static final int DEEPEST = 12;

    /** Aliases may repeat nodes; this many in all. */
    private static final int MOST_NODES = 200_000;

    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private int nodes;

    private YamlReader(String file) {
        this.file = file;
    }

    /** A file's tree, and what is wrong with it. */
    record Result(Mapping root, List<ConfigProblem> problems) {}

    static Result read(String file, String text) {
        YamlReader reader = new YamlReader(file);
        return new Result(reader.root(text), reader.problems);
    }

    private Mapping root(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST_FILE);
        try {
            @Nullable Node node = new Yaml(options).compose(new StringReader(text));
            if (node instanceof MappingNode mapping) {
                return mapping(mapping, "", 0);
            }
            if (node != null && !node.getTag().equals(Tag.NULL)) {
                problem("YAML", "the file must be a mapping of sections", node);
            }
        } catch (MarkedYAMLException broken) {
            Origin origin = origin(broken.getProblemMark());
            problems.add(ConfigProblem.of("YAML", String.valueOf(broken.getProblem()), origin));
        } catch (YAMLException broken) {
            problems.add(
                    ConfigProblem.of("YAML", String.valueOf(broken.getMessage()), Origin.of(file)));
        }
        return Mapping.empty(Origin.of(file));
    }

    private Mapping mapping(MappingNode node, String name, int depth) {
        Mapping mapping = Mapping.empty(origin(node.getStartMark()));
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(name.isEmpty() ? "YAML" : name, "a key must be text", tuple.getKeyNode());
                continue;
            }
            String keyName = name.isEmpty() ? key.getValue() : name + "." + key.getValue();
            if (mapping.entries().containsKey(key.getValue())) {
                problem(keyName, "is set twice", key);
                continue;
            }
            RawValue value = value(tuple.getValueNode(), keyName, depth + 1);
            mapping.entries().put(key.getValue(), new Entry(value, origin(key.getStartMark())));
        }
        return mapping;
    }

    private RawValue value(Node node, String name, int depth) {
        Origin origin = origin(node.getStartMark());
        if (depth > DEEPEST || ++nodes > MOST_NODES) {
            problem(name, depth > DEEPEST ? "is nested too deep" : "has too many parts", node);
            return new RawValue.Empty(origin);
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, name, depth);
            case SequenceNode sequence -> {
                List<RawValue> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(value(item, name + "." + items.size(), depth + 1));
                }
                yield new RawValue.Sequence(items, origin);
            }
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) ->
                    new RawValue.Empty(origin);
            case ScalarNode scalar -> new RawValue.Scalar(scalar.getValue(), origin);
            default -> throw new IllegalStateException("node " + node.getNodeId());
        };
    }

    private void problem(String key, String reason, Node node) {
        problems.add(ConfigProblem.of(key, reason, origin(node.getStartMark())));
    }

    private Origin origin(@Nullable Mark mark) {
        return mark == null
                ? Origin.of(file)
                : new Origin(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
