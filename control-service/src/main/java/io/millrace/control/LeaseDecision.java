package io.millrace.control;

import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Lease;
import java.util.List;

/**
 * What a command comes to. Nothing of it holds before its changes were read back from the log.
 *
 * @param changes records to write, in order
 */
record LeaseDecision(List<LeaseChange> changes, Answer answer) {
    LeaseDecision {
        changes = List.copyOf(changes);
    }

    /** What the asker is told. */
    sealed interface Answer {
        /** It may write the path. */
        record Granted(Lease lease) implements Answer {}

        /** It comes next. */
        record Standby(Lease lease) implements Answer {}

        /** The path is taken. */
        record Refused(String reason) implements Answer {}

        /** It is done, or there was nothing to do. */
        record Done() implements Answer {}
    }

    /** Nothing changes. */
    static LeaseDecision unchanged(Answer answer) {
        return new LeaseDecision(List.of(), answer);
    }
}
