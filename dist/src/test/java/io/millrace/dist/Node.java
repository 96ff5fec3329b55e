package io.millrace.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A part of a YAML document, or of JSON, which is YAML too. What is missing fails the test. */
record Node(Object value) {
    private static final int LARGEST = 32 << 20;

    static Node read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Node parse(String text) {
        return new Node(yaml().load(text));
    }

    /** The documents of a text with several. */
    static List<Node> parseAll(String text) {
        List<Node> all = new ArrayList<>();
        for (@Nullable Object document : yaml().loadAll(text)) {
            if (document != null) {
                all.add(new Node(document));
            }
        }
        return all;
    }

    boolean has(String key) {
        return ((Map<?, ?>) value).get(key) != null;
    }

    Node at(String key) {
        @Nullable Object part = ((Map<?, ?>) value).get(key);
        if (part == null) {
            throw new AssertionError("no " + key + " in " + value);
        }
        return new Node(part);
    }

    List<Node> items() {
        return ((List<?>) value).stream().map(Node::new).toList();
    }

    List<String> keys() {
        return ((Map<?, ?>) value).keySet().stream().map(String::valueOf).toList();
    }

    String text() {
        return String.valueOf(value);
    }

    List<String> texts() {
        return items().stream().map(Node::text).toList();
    }

    long number() {
        return ((Number) value).longValue();
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return new Yaml(new SafeConstructor(options));
    }
}
