package io.millrace.packager;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes as asked for (RFC 9110, section 14.1.2).
 *
 * @param first -1 where the last bytes are wanted
 * @param last the last byte's position, or how many last ones; -1 for up to the end
 */
record ByteRange(long first, long last) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

    /** Positions in content, both included. */
    record Positions(int first, int last) {
        int length() {
            return last - first + 1;
        }
    }

    /** Empty where it is no single range of bytes: then the whole is the answer (14.2). */
    static Optional<ByteRange> parse(String header) {
        Matcher matcher = ONE.matcher(header);
        if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Optional.empty();
        }
        long first = number(matcher.group(1));
        long last = number(matcher.group(2));
        return first >= 0 && last >= 0 && last < first
                ? Optional.empty()
                : Optional.of(new ByteRange(first, last));
    }

    private static long number(String digits) {
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }

    /** Which bytes of content of this size it is; empty if none. */
    Optional<Positions> of(int size) {
        if (first < 0) {
            long count = Math.min(last, size);
            return count == 0
                    ? Optional.empty()
                    : Optional.of(new Positions((int) (size - count), size - 1));
        }
        if (first >= size) {
            return Optional.empty();
        }
        long end = last < 0 ? size - 1 : Math.min(last, size - 1);
        return Optional.of(new Positions((int) first, (int) end));
    }
}
