package io.millrace.stream;

/** What a record says beside its units. */
public enum Mark {
    NONE,
    /** Units of the epoch were dropped just before this record. */
    GAP,
    /** The publication ended in order; the record has no units. */
    END,
    /**
     * A new epoch takes the path: records of older epochs behind this one do not count. The record
     * has no units and no entry point; the epoch's first entry point follows later. Written by
     * {@link StreamLog#openWriter}, so that the {@link LogHead} it returns is final.
     */
    START
}
