package io.millrace.packager;

/** How a path's segments are encrypted (RFC 8216, section 4.3.2.4). */
sealed interface Protection {
    /** Not at all. */
    record None() implements Protection {}

    /**
     * METHOD=AES-128.
     *
     * @param segmentsPerKey how many in a row have the same key
     */
    record WholeSegments(int segmentsPerKey) implements Protection {}

    /** METHOD=SAMPLE-AES: one key for the path. */
    record Samples() implements Protection {}
}
