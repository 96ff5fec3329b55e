package io.millrace.stream;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name that clients ask for, such as {@code live/camera-1}: letters, digits and {@code _./~-},
 * no leading or trailing slash, no empty, {@code .} or {@code ..} part, at most 180 bytes.
 */
public record PathName(String value) implements Comparable<PathName> {
    /** Longest name in bytes, so that its topic's name keeps within Kafka's 249. */
    public static final int MAX_BYTES = 180;

    private static final Pattern ALLOWED = Pattern.compile("[0-9A-Za-z_./~-]+");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException saying what is wrong with it; use {@link #problem} first for
     *     names that come from outside
     */
    public PathName {
        Optional<String> problem = problem(value);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
    }

    /** Why {@code name} cannot be a path's name, for the peer that sent it; empty if it can. */
    public static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("path name is empty");
        }
        if (name.length() > MAX_BYTES) {
            return Optional.of(
                    "path name is longer than " + MAX_BYTES + " bytes: " + name.length());
        }
        if (!ALLOWED.matcher(name).matches()) {
            return Optional.of("path name may have only letters, digits and _./~-");
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return Optional.of("path name has an empty, '.' or '..' part");
            }
        }
        return Optional.empty();
    }

    @Override
    public int compareTo(PathName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
