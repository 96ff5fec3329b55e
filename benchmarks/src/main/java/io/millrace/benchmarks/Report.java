package io.millrace.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables for people as they come, and every figure in a CSV file at the end. */
final class Report {
    private final PrintStream out;
    private final List<String> csv = new ArrayList<>(List.of("table,row,column,value"));
    private String table = "";
    private List<String> columns = List.of();

    Report(PrintStream out) {
        this.out = out;
    }

    void say(String line) {
        out.println(line);
    }

    /** Begins a table; the first column names the row. */
    void table(String title, String... columnNames) {
        table = title;
        columns = List.of(columnNames);
        out.println();
        out.println(title);
        out.println(line(columns));
    }

    /** One row of the table that was begun last. */
    void row(String... cells) {
        out.println(line(List.of(cells)));
        for (int i = 1; i < cells.length; i++) {
            csv.add(
                    List.of(table, cells[0].strip(), columns.get(i), cells[i]).stream()
                            .map(Report::quoted)
                            .collect(Collectors.joining(",")));
        }
    }

    void write(Path file) throws IOException {
        Files.write(file, csv);
        out.println();
        out.println("All figures: " + file);
    }

    private static String line(List<String> cells) {
        StringBuilder line = new StringBuilder("%-28s".formatted(cells.getFirst()));
        for (int i = 1; i < cells.size(); i++) {
            line.append(" %13s".formatted(cells.get(i)));
        }
        return line.toString();
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
