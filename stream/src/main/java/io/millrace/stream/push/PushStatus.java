package io.millrace.stream.push;

import java.util.Locale;

/** Where a push is. */
public enum PushStatus {
    /** Limit of attempts reached; stays until the push is taken away or asked for again. */
    FAILED(0),
    /** The last attempt or session ended; the next one waits. */
    RECONNECTING(1),
    /** Nothing was tried yet, or the path is waited for. */
    STARTING(2),
    /** The far end takes media. */
    ACTIVE(3);

    private final int gauge;

    PushStatus(int gauge) {
        this.gauge = gauge;
    }

    /** As people and the API have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As metrics show it. */
    public int gauge() {
        return gauge;
    }
}
