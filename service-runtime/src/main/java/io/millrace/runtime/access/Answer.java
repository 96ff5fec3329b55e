package io.millrace.runtime.access;

/** What one authority says to a request; of several no's the one declared last counts. */
sealed interface Answer {
    /** Yes. */
    record Granted(Grant grant) implements Answer {}

    /** No. */
    record Denied(Reason reason, String message) implements Answer {}

    /** Why not: the later tells a peer more. */
    enum Reason {
        /** Credentials must be shown. */
        MISSING,
        /** Other credentials must be shown. */
        WRONG,
        /** The authority could not be asked. */
        UNAVAILABLE,
        /** The credentials are right, but do not permit this. */
        FORBIDDEN
    }

    static Answer denied(Reason reason, String message) {
        return new Denied(reason, message);
    }

    static Answer granted(Grant grant) {
        return new Granted(grant);
    }
}
