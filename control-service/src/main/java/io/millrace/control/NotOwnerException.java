package io.millrace.control;

import io.millrace.control.LogEntry.Member;
import java.util.Optional;

/** This replica does not own the path's partition, or lost it on the way; another may. */
final class NotOwnerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Member> owner;

    NotOwnerException(String message, Optional<Member> owner) {
        super(message);
        this.owner = owner;
    }

    /** Who owns it, as far as is known. */
    Optional<Member> owner() {
        return owner;
    }
}
