package io.millrace.runtime.config;

import io.millrace.stream.PathName;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The name of an entry of {@code paths}: a path's name, {@code ~} and a regular expression that
 * must match the whole name, or {@code all}.
 */
sealed interface PathPattern {
    String ALL = "all";
    String REGEX = "~";

    /** One path. */
    record Exact(PathName name) implements PathPattern {}

    /** Each path whose whole name matches. */
    record Regex(Pattern pattern) implements PathPattern {
        boolean matches(PathName path) {
            return pattern.matcher(path.value()).matches();
        }
    }

    /** Each path that nothing else matches. */
    record All() implements PathPattern {}

    static PathPattern of(String key) {
        if (key.equals(ALL)) {
            return new All();
        }
        return key.startsWith(REGEX)
                ? new Regex(Pattern.compile(key.substring(REGEX.length())))
                : new Exact(new PathName(key));
    }

    /** As a setting's value; empty is allowed. */
    static ValueType<String> valueType() {
        return new ValueType<>(
                "path, or ~ and a regular expression",
                "\"type\": \"string\"",
                value -> {
                    Optional<String> wrong = value.isEmpty() ? Optional.empty() : problem(value);
                    if (wrong.isPresent()) {
                        throw new ValueType.InvalidValueException(wrong.get());
                    }
                    return value;
                });
    }

    /** Why {@code key} cannot be an entry's name. */
    static Optional<String> problem(String key) {
        if (!key.startsWith(REGEX)) {
            return PathName.problem(key);
        }
        try {
            Pattern.compile(key.substring(REGEX.length()));
            return Optional.empty();
        } catch (PatternSyntaxException broken) {
            return Optional.of(
                    "regular expression: %s at its character %d"
                            .formatted(broken.getDescription(), broken.getIndex() + 1));
        }
    }
}
