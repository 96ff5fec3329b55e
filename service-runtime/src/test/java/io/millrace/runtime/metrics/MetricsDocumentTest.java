package io.millrace.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/metrics.md} against the calls that make metrics, in the sources of all
 * modules: a metric is named by a literal where it is counted, and so are its labels.
 */
class MetricsDocumentTest {
    private static final Path PROJECT = Path.of("..");

    /** Programs of their own, not processes that are scraped. */
    private static final Set<String> OTHERS = Set.of("benchmarks", "testkit", "system-tests");

    private static final Pattern CALL =
            Pattern.compile("\\.?\\b(counter|histogram|gauge|count)\\(\\s*\"([a-z0-9_]+)\"");
    private static final Pattern NAMELESS =
            Pattern.compile("ounters(?:\\(\\))?\\.(counter|histogram|gauge)\\(\\s*[^\"\\s)]");

    /** Takes its names as literals from those who count. */
    private static final String BETWEEN = "ServerContext.java";

    private static final Pattern SECTION = Pattern.compile("\\| (counter|histogram|gauge) \\|.*");
    private static final Pattern ROW = Pattern.compile("\\| `(millrace_\\w+)` \\|([^|]*)\\|.*");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)[^`]*`");

    @Test
    void document_hasEveryMetricWithItsLabelsAndNoOther() throws IOException {
        Map<String, Set<String>> counted = counted();
        assertTrue(counted.size() > 90, () -> "too few were found: " + counted.keySet());
        assertEquals(text(documented()), text(counted));
    }

    private static String text(Map<String, Set<String>> metrics) {
        StringBuilder text = new StringBuilder();
        metrics.forEach((name, labels) -> text.append(name).append(labels).append('\n'));
        return text.toString();
    }

    private static Map<String, Set<String>> documented() throws IOException {
        Map<String, Set<String>> metrics = new TreeMap<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PROJECT.resolve("docs/metrics.md"))) {
            inTable = SECTION.matcher(line).matches() || (inTable && line.startsWith("|"));
            var row = ROW.matcher(line);
            if (inTable && row.matches()) {
                Set<String> labels = new TreeSet<>();
                LABEL.matcher(row.group(2)).results().forEach(each -> labels.add(each.group(1)));
                Set<String> before = metrics.put(row.group(1), labels);
                assertEquals(null, before, () -> row.group(1) + " stands twice");
            }
        }
        return metrics;
    }

    private static Map<String, Set<String>> counted() throws IOException {
        Map<String, Set<String>> metrics = new TreeMap<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module : modules.toList()) {
                Path sources = module.resolve("src/main/java");
                boolean ours = !OTHERS.contains(module.getFileName().toString());
                if (ours && Files.isDirectory(sources)) {
                    collect(sources, metrics);
                }
            }
        }
        return metrics;
    }

    private static void collect(Path sources, Map<String, Set<String>> metrics) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> collectFrom(file, metrics));
        }
    }

    private static void collectFrom(Path file, Map<String, Set<String>> metrics) {
        String source;
        try {
            source = Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        assertTrue(
                !NAMELESS.matcher(source).find() || file.endsWith(BETWEEN),
                () -> file + " counts under a name that is no literal");
        for (MatchResult call : CALL.matcher(source).results().toList()) {
            List<String> arguments = arguments(source, call.start(2) - 1);
            Set<String> labels =
                    metrics.computeIfAbsent(
                            "millrace_" + call.group(2) + suffix(call.group(1)),
                            _ -> new TreeSet<>());
            for (int at = call.group(1).equals("gauge") ? 2 : 1; at < arguments.size(); at += 2) {
                labels.add(arguments.get(at).replace("\"", ""));
            }
        }
    }

    private static String suffix(String kind) {
        return switch (kind) {
            case "gauge" -> "";
            case "histogram" -> "_seconds";
            default -> "_total";
        };
    }

    /** The arguments of a call, from the first on, as they are written. */
    private static List<String> arguments(String source, int from) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        int depth = 0;
        boolean inText = false;
        for (int at = from; at < source.length(); at++) {
            char c = source.charAt(at);
            inText ^= c == '"';
            if (!inText && (c == ')' || c == ',') && depth == 0) {
                arguments.add(argument.toString().strip());
                argument.setLength(0);
                if (c == ')') {
                    return arguments;
                }
                continue;
            }
            depth += inText ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            argument.append(c);
        }
        throw new IllegalStateException("a call does not end");
    }
}
