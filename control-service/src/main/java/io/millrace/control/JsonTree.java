package io.millrace.control;

import io.millrace.proto.JsonText;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Maps, collections, texts, numbers and truth values as JSON for people: indented, in order. */
final class JsonTree {
    private static final String INDENT = "  ";

    private JsonTree() {}

    static String of(Object value) {
        return of(value, "\n") + "\n";
    }

    private static String of(Object value, String line) {
        return switch (value) {
            case Map<?, ?> members ->
                    members.isEmpty()
                            ? "{}"
                            : members.entrySet().stream()
                                    .map(each -> member(each, line + INDENT))
                                    .collect(Collectors.joining(",", "{", line + "}"));
            case Collection<?> items ->
                    items.isEmpty()
                            ? "[]"
                            : items.stream()
                                    .map(item -> line + INDENT + of(item, line + INDENT))
                                    .collect(Collectors.joining(",", "[", line + "]"));
            case String text -> JsonText.quoted(text);
            default -> String.valueOf(value);
        };
    }

    private static String member(Map.Entry<?, ?> member, String line) {
        return line
                + JsonText.quoted(String.valueOf(member.getKey()))
                + ": "
                + of(member.getValue(), line);
    }
}
