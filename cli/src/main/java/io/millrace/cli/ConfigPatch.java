package io.millrace.cli;

import io.millrace.proto.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes of single settings as one merge patch (RFC 7396) in YAML. */
final class ConfigPatch {
    /** A part of a key: a name, or anything in double quotes. */
    private static final Pattern PART = Pattern.compile("\"([^\"]+)\"|([^.\"]+)");

    /** What YAML takes as one word wherever it stands. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9._/+-]*");

    private final Block root = new Block();

    /** What a key has: text, or more keys. */
    private sealed interface Node {}

    private record Text(String yaml) implements Node {}

    private record Block(Map<String, Node> members) implements Node {
        Block() {
            this(new LinkedHashMap<>());
        }
    }

    /** Returns false if it is not {@code KEY=VALUE}. */
    boolean add(String change) {
        int equals = separator(change);
        List<String> parts = equals < 1 ? List.of() : parts(change.substring(0, equals));
        if (parts.isEmpty()) {
            return false;
        }
        Block block = root;
        for (String part : parts.subList(0, parts.size() - 1)) {
            Node member = block.members.computeIfAbsent(part, _ -> new Block());
            if (!(member instanceof Block nested)) {
                return false;
            }
            block = nested;
        }
        String value = change.substring(equals + 1);
        block.members.put(parts.getLast(), new Text(value.isEmpty() ? "null" : word(value)));
        return true;
    }

    /** The first equals sign outside of quotes; -1 if there is none. */
    private static int separator(String change) {
        boolean quoted = false;
        for (int index = 0; index < change.length(); index++) {
            char character = change.charAt(index);
            if (character == '"') {
                quoted = !quoted;
            } else if (character == '=' && !quoted) {
                return index;
            }
        }
        return -1;
    }

    private static List<String> parts(String key) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(key);
        int end = 0;
        while (end < key.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                return List.of();
            }
            parts.add(matcher.group(1) == null ? matcher.group() : matcher.group(1));
            end = matcher.end();
            if (end < key.length() && key.charAt(end++) != '.') {
                return List.of();
            }
        }
        return key.endsWith(".") ? List.of() : parts;
    }

    String text() {
        return text(root);
    }

    private static String text(Node node) {
        return switch (node) {
            case Text text -> text.yaml;
            case Block block -> {
                List<String> members = new ArrayList<>();
                block.members.forEach(
                        (name, member) -> members.add(word(name) + ": " + text(member)));
                yield "{" + String.join(", ", members) + "}";
            }
        };
    }

    private static String word(String text) {
        return WORD.matcher(text).matches() ? text : JsonText.quoted(text);
    }
}
