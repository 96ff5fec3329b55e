package io.millrace.runtime.config;

import io.millrace.runtime.hook.HookCommand;
import io.millrace.stream.PathName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a setting is written, and what it becomes.
 *
 * @param form for people: what a value looks like
 * @param schema members of its JSON schema
 */
public record ValueType<T>(String form, String schema, Parser<T> parser) {
    static final String TEXT = "\"type\": [\"string\", \"number\", \"boolean\"]";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB)");
    static final int LARGEST_PORT = 65_535;

    /** Turns text into a value. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse(String text) throws InvalidValueException;
    }

    public T parse(String text) throws InvalidValueException {
        return parser.parse(text);
    }

    /** A value that is not of its type; the message is the reason. */
    public static final class InvalidValueException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidValueException(String reason) {
            super(reason);
        }
    }

    static ValueType<String> text(String form, int longest) {
        return new ValueType<>(
                form,
                TEXT,
                value -> {
                    if (value.length() > longest) {
                        throw new InvalidValueException("longer than " + longest + " characters");
                    }
                    return value;
                });
    }

    /** Text that is never shown. */
    static ValueType<Secret> secret(String form, int shortest, int longest) {
        return new ValueType<>(
                form,
                TEXT,
                value -> {
                    boolean fits = value.length() >= shortest && value.length() <= longest;
                    if (!value.isEmpty() && !fits) {
                        throw new InvalidValueException(
                                "must have %d to %d characters, has %d"
                                        .formatted(shortest, longest, value.length()));
                    }
                    return new Secret(value);
                });
    }

    /** {@code yes} or {@code no}, or as YAML and JSON have it. */
    static ValueType<Boolean> flag() {
        return new ValueType<>(
                "yes or no",
                "\"enum\": [true, false, \"yes\", \"no\", \"on\", \"off\"]",
                value ->
                        switch (value.toLowerCase(Locale.ROOT)) {
                            case "yes", "true", "on" -> true;
                            case "no", "false", "off" -> false;
                            default ->
                                    throw new InvalidValueException(
                                            "'" + value + "' is not yes or no");
                        });
    }

    /** One of an enum's constants, written in lower case. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> kind) {
        List<String> words =
                Arrays.stream(kind.getEnumConstants()).map(ValueType::written).toList();
        ValueType<String> word = word(words);
        return new ValueType<>(
                word.form(),
                word.schema(),
                value -> kind.getEnumConstants()[words.indexOf(word.parse(value))]);
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
    }

    private static String pattern(Pattern pattern) {
        return "\"type\": \"string\", \"pattern\": \"^(%s)$\""
                .formatted(pattern.pattern().replace("\\", "\\\\"));
    }

    /** How a constant is written in settings. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** None, one or more, with commas between. */
    static <T> ValueType<List<T>> list(ValueType<T> item) {
        return new ValueType<>(
                item.form() + "; a list",
                "\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {%s}}]"
                        .formatted(item.schema()),
                value -> {
                    List<T> items = new ArrayList<>();
                    for (String part : value.isBlank() ? new String[0] : value.split(",", -1)) {
                        items.add(item.parse(part.strip()));
                    }
                    return List.copyOf(items);
                });
    }

    /** Names of paths. */
    static ValueType<PathName> path() {
        return new ValueType<>(
                "path name",
                TEXT,
                value -> {
                    Optional<String> problem = PathName.problem(value);
                    if (problem.isPresent()) {
                        throw new InvalidValueException(problem.get());
                    }
                    return new PathName(value);
                });
    }

    /** A program and its arguments, or none. */
    static ValueType<Optional<HookCommand>> command() {
        return new ValueType<>(
                "program and arguments",
                TEXT,
                value -> {
                    try {
                        return value.isEmpty()
                                ? Optional.empty()
                                : Optional.of(HookCommand.parse(value));
                    } catch (IllegalArgumentException invalid) {
                        throw new InvalidValueException(String.valueOf(invalid.getMessage()));
                    }
                });
    }

    /** A file's name, or nothing; whether it exists is not looked at. */
    static ValueType<Optional<Path>> file() {
        return new ValueType<>(
                "file",
                TEXT,
                value -> {
                    try {
                        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
                    } catch (InvalidPathException invalid) {
                        throw new InvalidValueException(
                                "'" + value + "' is not a file's name: " + invalid.getReason());
                    }
                });
    }

    /** One of some words. */
    static ValueType<String> word(List<String> words) {
        return new ValueType<>(
                "one of " + String.join(", ", words),
                "\"enum\": [" + quoted(words) + "]",
                value -> {
                    if (!words.contains(value)) {
                        throw new InvalidValueException(
                                "'" + value + "' is not one of " + String.join(", ", words));
                    }
                    return value;
                });
    }

    /** A port; 0 lets the system choose a free one. */
    static ValueType<Integer> port() {
        return integer("port, 0 to 65535 (0: any free one)", 0, LARGEST_PORT);
    }

    static ValueType<Integer> integer(int least, int most) {
        return integer("whole number, " + least + " to " + most, least, most);
    }

    private static ValueType<Integer> integer(String form, int least, int most) {
        return new ValueType<>(
                form,
                "\"type\": \"integer\", \"minimum\": %d, \"maximum\": %d".formatted(least, most),
                value -> {
                    long number = wholeNumber(value);
                    if (number < least || number > most) {
                        throw new InvalidValueException(
                                number + " is not between " + least + " and " + most);
                    }
                    return (int) number;
                });
    }

    static long wholeNumber(String value) throws InvalidValueException {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            throw new InvalidValueException("'" + value + "' is not a whole number");
        }
    }

    static ValueType<Duration> duration(Duration least, Duration most) {
        return new ValueType<>(
                "duration such as 500ms, 10s, 5m, 2h, 1d",
                pattern(DURATION),
                value -> {
                    Duration duration = duration(value);
                    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                        throw new InvalidValueException(
                                "'%s' is not between %s and %s"
                                        .formatted(value, shown(least), shown(most)));
                    }
                    return duration;
                });
    }

    /** Likewise, or none at all: {@code 0ms}. */
    static ValueType<Duration> durationOrNone(Duration least, Duration most) {
        ValueType<Duration> some = duration(least, most);
        return new ValueType<>(
                some.form(),
                some.schema(),
                value -> duration(value).isZero() ? Duration.ZERO : some.parse(value));
    }

    /** Likewise, or not said. */
    static ValueType<Optional<Duration>> durationOrUnset(Duration least, Duration most) {
        ValueType<Duration> some = duration(least, most);
        return new ValueType<>(
                some.form() + "; empty: not said",
                TEXT,
                value -> value.isEmpty() ? Optional.empty() : Optional.of(some.parse(value)));
    }

    private static Duration duration(String value) throws InvalidValueException {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw new InvalidValueException(
                    "'" + value + "' is not a duration such as 500ms, 10s, 5m, 2h or 1d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Bytes. */
    static ValueType<Integer> size(int least, int most) {
        return new ValueType<>(
                "size such as 512KiB, 16MiB",
                pattern(SIZE),
                value -> {
                    Matcher matcher = SIZE.matcher(value);
                    if (!matcher.matches()) {
                        throw new InvalidValueException(
                                "'" + value + "' is not a size such as 65536B, 512KiB or 16MiB");
                    }
                    long bytes = Long.parseLong(matcher.group(1)) * factor(matcher.group(2));
                    if (bytes < least || bytes > most) {
                        throw new InvalidValueException(
                                "'%s' is not between %d and %d bytes"
                                        .formatted(value, least, most));
                    }
                    return (int) bytes;
                });
    }

    private static long factor(String suffix) {
        return switch (suffix) {
            case "B" -> 1;
            case "KiB" -> 1 << 10;
            case "MiB" -> 1 << 20;
            default -> 1 << 30;
        };
    }

    private static String shown(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
