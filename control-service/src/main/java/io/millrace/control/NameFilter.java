package io.millrace.control;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which names of paths one request wants. A regular expression may look at {@value #MOST_LOOKS}
 * characters in all, so that none holds control up. Not thread-safe; used for one request.
 */
final class NameFilter implements Predicate<String> {
    static final int MOST_EXPRESSION = 256;
    private static final int MOST_LOOKS = 5_000_000;

    private final String prefix;
    private final String contained;
    private final Optional<Pattern> pattern;
    private int looks;

    private NameFilter(String prefix, String contained, Optional<Pattern> pattern) {
        this.prefix = prefix;
        this.contained = contained;
        this.pattern = pattern;
    }

    /**
     * Names that begin with, have in them and match as a whole what is given; empty wants all.
     *
     * @throws IllegalArgumentException if the regular expression is none; the message is for people
     */
    static NameFilter of(String prefix, String contained, String matching) {
        if (matching.length() > MOST_EXPRESSION) {
            throw new IllegalArgumentException(
                    "a regular expression has at most " + MOST_EXPRESSION + " characters");
        }
        try {
            return new NameFilter(
                    prefix,
                    contained,
                    matching.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(matching)));
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "'" + matching + "' is no regular expression: " + wrong.getDescription(),
                    wrong);
        }
    }

    /**
     * Whether the name is wanted.
     *
     * @throws IllegalArgumentException if the regular expression takes too long
     */
    @Override
    public boolean test(String name) {
        return name.startsWith(prefix)
                && name.contains(contained)
                && pattern.map(each -> each.matcher(new Looked(name)).matches()).orElse(true);
    }

    /** A name that counts how often it is looked at. */
    private final class Looked implements CharSequence {
        private final String text;

        Looked(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new IllegalArgumentException("the regular expression takes too long");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Looked(text.substring(start, end));
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
