package io.millrace.stream.publish;

/** Why a unit did not get into the log: the {@code reason} of {@code publish_dropped_units}. */
enum Drop {
    /** Nothing can be decoded yet: the publication has had no entry point. */
    BEFORE_ENTRY_POINT,
    /** The log's buffer was full, or lost a record; up to the next entry point. */
    OVERFLOW,
    /** Its timestamp jumped, or the leading track's did and no entry point came since. */
    TIMESTAMP_JUMP,
    /** The track was described anew, and no entry point came since. */
    DESCRIPTION_PENDING,
    /** No track of the description has its id. */
    UNKNOWN_TRACK,
    /** Bigger than the log takes. */
    OVERSIZED;

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
