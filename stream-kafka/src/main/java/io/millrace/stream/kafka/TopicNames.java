package io.millrace.stream.kafka;

import io.millrace.stream.PathName;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A path's topic: {@code millrace.path.} and the escaped path. {@code /} becomes {@code .}; {@code
 * -}, {@code .}, {@code _} and {@code ~} become {@code --}, {@code -d}, {@code -u} and {@code -t}.
 * A path that would become too long so is written as {@code -b} and a number of base 62. Kafka
 * takes names that differ in {@code .} and {@code _} only for the same, so {@code _} is not used.
 */
final class TopicNames {
    static final String PREFIX = "millrace.path.";

    /** Longest name that Kafka takes. */
    private static final int MAX_CHARACTERS = 249;

    private static final String NUMBERED = "-b";
    private static final String PATH_DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_./~-";
    private static final String TOPIC_DIGITS = PATH_DIGITS.substring(0, 62);

    private TopicNames() {}

    static String topicOf(PathName path) {
        StringBuilder name = new StringBuilder(PREFIX);
        String value = path.value();
        for (int i = 0; i < value.length(); i++) {
            appendEscaped(name, value.charAt(i));
        }
        return name.length() <= MAX_CHARACTERS
                ? name.toString()
                : PREFIX + NUMBERED + convert(value, PATH_DIGITS, TOPIC_DIGITS);
    }

    private static void appendEscaped(StringBuilder name, char character) {
        switch (character) {
            case '/' -> name.append('.');
            case '-' -> name.append("--");
            case '.' -> name.append("-d");
            case '_' -> name.append("-u");
            case '~' -> name.append("-t");
            default -> name.append(character);
        }
    }

    /** The path of a topic; empty if the topic is not a path's. */
    static Optional<PathName> pathOf(String topic) {
        if (!topic.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String escaped = topic.substring(PREFIX.length());
        String value =
                escaped.startsWith(NUMBERED)
                        ? convert(escaped.substring(NUMBERED.length()), TOPIC_DIGITS, PATH_DIGITS)
                        : unescape(escaped);
        return PathName.problem(value).isEmpty()
                ? Optional.of(new PathName(value))
                : Optional.empty();
    }

    private static String unescape(String escaped) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char character = escaped.charAt(i);
            if (character == '.') {
                value.append('/');
            } else if (character == '-' && i + 1 < escaped.length()) {
                i++;
                value.append(unescape(escaped.charAt(i)));
            } else {
                value.append(character);
            }
        }
        return value.toString();
    }

    private static char unescape(char code) {
        return switch (code) {
            case '-' -> '-';
            case 'd' -> '.';
            case 'u' -> '_';
            case 't' -> '~';
            default -> '?'; // No path has it, so the topic is none of ours.
        };
    }

    /** The text as a number of another base; a leading 1 keeps leading zeros. */
    private static String convert(String text, String fromDigits, String toDigits) {
        boolean packing = fromDigits.length() > toDigits.length();
        BigInteger number = packing ? BigInteger.ONE : BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            number =
                    number.multiply(BigInteger.valueOf(fromDigits.length()))
                            .add(BigInteger.valueOf(fromDigits.indexOf(text.charAt(i))));
        }
        StringBuilder digits = new StringBuilder();
        BigInteger last = packing ? BigInteger.ZERO : BigInteger.ONE;
        while (number.compareTo(last) > 0) {
            BigInteger[] parts = number.divideAndRemainder(BigInteger.valueOf(toDigits.length()));
            digits.append(toDigits.charAt(parts[1].intValue()));
            number = parts[0];
        }
        return digits.reverse().toString();
    }
}
