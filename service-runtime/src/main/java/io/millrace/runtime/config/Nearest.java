package io.millrace.runtime.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody meant. */
final class Nearest {
    private Nearest() {}

    /** The known name with the fewest edits, if that is few enough to be a slip. */
    static Optional<String> of(String written, Collection<String> known) {
        int most = Math.max(2, written.length() / 2);
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .filter(name -> distance(written, name) <= most);
    }

    /** Levenshtein distance. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
                int edited = Math.min(previous[column], current[column - 1]) + 1;
                current[column] = Math.min(edited, previous[column - 1] + change);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
