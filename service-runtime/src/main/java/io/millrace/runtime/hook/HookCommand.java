package io.millrace.runtime.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program and its arguments, split at blanks without a shell: quotes keep blanks, a backslash
 * keeps the next character. {@code $MILLRACE_PATH} stands for the path, whose name means nothing to
 * any shell, and {@code $MILLRACE_RTSP_PORT} for a number. All else is in the environment only:
 * peers choose its text, and put in an argument it could become a part of a script.
 *
 * @param words as written, without quotes
 */
public record HookCommand(List<String> words) {
    static final String PATH = "MILLRACE_PATH";
    static final String RTSP_PORT = "MILLRACE_RTSP_PORT";

    /** What the recipes of other servers call them. */
    static final Map<String, String> ALIASES =
            Map.of("MTX_PATH", PATH, "RTSP_PATH", PATH, "RTSP_PORT", RTSP_PORT);

    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Z_]+)}|([A-Z_]+)(?![A-Z_0-9a-z]))");

    public HookCommand {
        words = List.copyOf(words);
    }

    /**
     * Splits a line.
     *
     * @throws IllegalArgumentException if it names no program, or a quote is not closed
     */
    public static HookCommand parse(String line) {
        Splitter splitter = new Splitter();
        line.chars().forEach(next -> splitter.take((char) next));
        List<String> words = splitter.finish();
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw new IllegalArgumentException("names no program");
        }
        return new HookCommand(words);
    }

    /** What to start. */
    List<String> arguments(Map<String, String> variables) {
        return words.stream().map(word -> filled(word, variables)).toList();
    }

    private static String filled(String word, Map<String, String> variables) {
        return VARIABLE.matcher(word)
                .replaceAll(found -> {
                    String name = found.group(1) == null ? found.group(2) : found.group(1);
                    String meant = ALIASES.getOrDefault(name, name);
                    boolean harmless = meant.equals(PATH) || meant.equals(RTSP_PORT);
                    return Matcher.quoteReplacement(
                            harmless ? variables.getOrDefault(meant, "") : found.group());
                });
    }

    /** Cuts a line, a character at a time. */
    private static final class Splitter {
        private static final char NONE = 0;

        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean inWord;
        private boolean escaped;
        private char quote = NONE;

        void take(char next) {
            if (escaped) {
                word.append(next);
                escaped = false;
            } else if (next == '\\' && quote != '\'') {
                escaped = true;
                inWord = true;
            } else if (quote != NONE) {
                takeQuoted(next);
            } else if (next == '"' || next == '\'') {
                quote = next;
                inWord = true;
            } else if (Character.isWhitespace(next)) {
                endWord();
            } else {
                word.append(next);
                inWord = true;
            }
        }

        private void takeQuoted(char next) {
            if (next == quote) {
                quote = NONE;
            } else {
                word.append(next);
            }
        }

        private void endWord() {
            if (inWord) {
                words.add(word.toString());
            }
            word.setLength(0);
            inWord = false;
        }

        List<String> finish() {
            if (quote != NONE || escaped) {
                throw new IllegalArgumentException("has a quote or backslash without its end");
            }
            endWord();
            return words;
        }
    }
}
