package io.millrace.runtime.job;

import java.util.Locale;

/** What a job does. */
public enum JobKind {
    /** Pulls a stream into a path. */
    SOURCE,
    /** Sends a path out. */
    PUSH,
    /** Runs programs of a path. */
    HOOK;

    /** For names and people: {@code source}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
