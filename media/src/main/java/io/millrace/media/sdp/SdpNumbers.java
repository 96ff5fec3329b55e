package io.millrace.media.sdp;

import java.util.OptionalInt;

/** Decimal numbers of descriptions. */
final class SdpNumbers {
    private SdpNumbers() {}

    /** A number from 0 to {@code maximum}; empty for anything else. */
    static OptionalInt parse(String text, int maximum) {
        String digits = text.trim();
        if (!digits.matches("[0-9]{1,9}")) {
            return OptionalInt.empty();
        }
        int value = Integer.parseInt(digits);
        return value <= maximum ? OptionalInt.of(value) : OptionalInt.empty();
    }
}
