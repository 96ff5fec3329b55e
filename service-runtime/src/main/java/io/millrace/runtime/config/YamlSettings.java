package io.millrace.runtime.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Settings as a YAML file has them: a mapping of sections, each a mapping of keys. */
final class YamlSettings {
    private static final int LARGEST_FILE = 1 << 20;

    private final String file;
    private final List<Entry> entries = new ArrayList<>();
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    /** One key with its text; not checked yet. */
    record Entry(String name, String text, String origin) {}

    private YamlSettings(String file) {
        this.file = file;
    }

    static YamlSettings parse(String file, String text) {
        YamlSettings settings = new YamlSettings(file);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST_FILE);
        try {
            @Nullable Node root = new Yaml(options).compose(new StringReader(text));
            if (root != null) {
                settings.readRoot(root);
            }
        } catch (MarkedYAMLException broken) {
            int line = broken.getProblemMark() == null ? 0 : broken.getProblemMark().getLine();
            settings.problems.add(
                    new ConfigProblem(
                            "YAML", String.valueOf(broken.getProblem()), settings.place(line)));
        }
        return settings;
    }

    List<Entry> entries() {
        return entries;
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    private void readRoot(Node root) {
        if (!(root instanceof MappingNode sections)) {
            problem("YAML", "the file must be a mapping of sections", root);
            return;
        }
        for (NodeTuple section : sections.getValue()) {
            String name = text(section.getKeyNode()).orElse("?");
            if (!Settings.SECTIONS.containsKey(name)) {
                String hint = Nearest.hint(name, Settings.SECTIONS.keySet());
                problem(name, "unknown section" + hint, section.getKeyNode());
            } else if (section.getValueNode() instanceof MappingNode keys) {
                readSection(name, keys);
            } else {
                problem(name, "must be a mapping of keys", section.getValueNode());
            }
        }
    }

    private void readSection(String section, MappingNode keys) {
        for (NodeTuple tuple : keys.getValue()) {
            String name = section + "." + text(tuple.getKeyNode()).orElse("?");
            Optional<String> value = text(tuple.getValueNode());
            if (!seen.add(name)) {
                problem(name, "is set twice", tuple.getKeyNode());
            } else if (value.isEmpty()) {
                problem(name, "must be one value or a list of values", tuple.getValueNode());
            } else {
                entries.add(new Entry(name, value.get(), place(line(tuple.getKeyNode()))));
            }
        }
    }

    /** A scalar's text, or those of a sequence with commas between. */
    private static Optional<String> text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        if (node instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return Optional.of(
                    sequence.getValue().stream()
                            .map(item -> ((ScalarNode) item).getValue())
                            .collect(Collectors.joining(",")));
        }
        return Optional.empty();
    }

    private void problem(String key, String reason, Node node) {
        problems.add(new ConfigProblem(key, reason, place(line(node))));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine();
    }

    private String place(int zeroBasedLine) {
        return file + " line " + (zeroBasedLine + 1);
    }
}
