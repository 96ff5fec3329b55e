package io.millrace.runtime.metrics;

import io.millrace.stream.Counters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes {@link Counters} in Prometheus' text format 0.0.4, as {@code millrace_<name>_total}. By
 * hand, because a counter may have other labels than its namesake, which registries refuse.
 */
final class CounterText {
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9_]");

    private CounterText() {}

    static String of(Counters counters) {
        Map<String, TreeMap<String, Long>> byName = new TreeMap<>();
        counters.forEach((key, adder) ->
                byName.computeIfAbsent(metricName(key.name()), _ -> new TreeMap<>())
                        .merge(labels(key.labels()), adder.sum(), Long::sum));
        StringBuilder text = new StringBuilder();
        byName.forEach((name, values) -> {
            text.append("# TYPE ").append(name).append(" counter\n");
            values.forEach((labels, value) ->
                    text.append(name).append(labels).append(' ').append(value).append('\n'));
        });
        return text.toString();
    }

    private static String metricName(String name) {
        return "millrace_" + NOT_ALLOWED.matcher(name).replaceAll("_") + "_total";
    }

    private static String labels(List<String> namesAndValues) {
        if (namesAndValues.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{");
        for (int index = 0; index + 1 < namesAndValues.size(); index += 2) {
            text.append(index == 0 ? "" : ",")
                    .append(NOT_ALLOWED.matcher(namesAndValues.get(index)).replaceAll("_"))
                    .append("=\"")
                    .append(escaped(namesAndValues.get(index + 1)))
                    .append('"');
        }
        return text.append('}').toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
