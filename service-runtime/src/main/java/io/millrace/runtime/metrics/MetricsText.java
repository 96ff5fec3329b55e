package io.millrace.runtime.metrics;

import io.millrace.stream.Counters;
import io.millrace.stream.Histogram;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Writes {@link Counters} in Prometheus' text format 0.0.4: counters as {@code
 * millrace_<name>_total}, gauges as {@code millrace_<name>}, histograms as {@code
 * millrace_<name>_seconds}. By hand, because a counter may have other labels than its namesake,
 * which registries refuse.
 */
final class MetricsText {
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z0-9_]");
    private static final double MICROS_PER_SECOND = 1e6;

    private final StringBuilder text = new StringBuilder();

    private MetricsText() {}

    static String of(Counters counters) {
        MetricsText metrics = new MetricsText();
        metrics.counters(counters);
        metrics.gauges(counters);
        metrics.histograms(counters);
        return metrics.text.toString();
    }

    private void counters(Counters counters) {
        Map<String, Map<String, Long>> byName = new TreeMap<>();
        counters.forEach((key, adder) -> add(byName, "_total", key, adder.sum()));
        write("counter", byName, value -> Long.toString(value));
    }

    private void gauges(Counters counters) {
        Map<String, Map<String, Long>> byName = new TreeMap<>();
        counters.forEachGauge((key, value) -> add(byName, "", key, value.getAsLong()));
        write("gauge", byName, value -> Long.toString(value));
    }

    private static void add(
            Map<String, Map<String, Long>> byName, String suffix, Counters.Key key, long value) {
        byName.computeIfAbsent(metricName(key.name()) + suffix, _ -> new TreeMap<>())
                .merge(braced(labels(key.labels())), value, Long::sum);
    }

    private void write(
            String type, Map<String, Map<String, Long>> byName, Function<Long, String> number) {
        byName.forEach((name, values) -> {
            type(name, type);
            values.forEach((labels, value) -> line(name, labels, number.apply(value)));
        });
    }

    private void histograms(Counters counters) {
        Map<String, TreeMap<String, Histogram>> byName = new TreeMap<>();
        counters.forEachHistogram((key, histogram) ->
                byName.computeIfAbsent(metricName(key.name()) + "_seconds", _ -> new TreeMap<>())
                        .put(labels(key.labels()), histogram));
        byName.forEach((name, histograms) -> {
            type(name, "histogram");
            histograms.forEach((labels, histogram) -> histogram(name, labels, histogram));
        });
    }

    private void histogram(String name, String labels, Histogram histogram) {
        List<Long> counts = histogram.counts();
        long total = 0;
        for (int bucket = 0; bucket < counts.size(); bucket++) {
            total += counts.get(bucket);
            String bound =
                    bucket < Histogram.BOUNDS_MICROS.size()
                            ? seconds(Histogram.BOUNDS_MICROS.get(bucket))
                            : "+Inf";
            String before = labels.isEmpty() ? "" : labels + ",";
            line(name + "_bucket", "{" + before + "le=\"" + bound + "\"}", Long.toString(total));
        }
        line(name + "_sum", braced(labels), seconds(histogram.sumMicros()));
        line(name + "_count", braced(labels), Long.toString(total));
    }

    private static String seconds(long micros) {
        return Double.toString(micros / MICROS_PER_SECOND);
    }

    private void type(String name, String type) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, String value) {
        text.append(name).append(labels).append(' ').append(value).append('\n');
    }

    private static String metricName(String name) {
        return "millrace_" + NOT_ALLOWED.matcher(name).replaceAll("_");
    }

    private static String braced(String labels) {
        return labels.isEmpty() ? "" : "{" + labels + "}";
    }

    private static String labels(List<String> namesAndValues) {
        StringBuilder labels = new StringBuilder();
        for (int index = 0; index + 1 < namesAndValues.size(); index += 2) {
            labels.append(index == 0 ? "" : ",")
                    .append(NOT_ALLOWED.matcher(namesAndValues.get(index)).replaceAll("_"))
                    .append("=\"")
                    .append(escaped(namesAndValues.get(index + 1)))
                    .append('"');
        }
        return labels.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
