package io.millrace.stream;

/** What a record says beside its units. */
public enum Mark {
    NONE,
    /** Units of the epoch were dropped just before this record. */
    GAP,
    /** The publication ended in order; the record has no units. */
    END
}
