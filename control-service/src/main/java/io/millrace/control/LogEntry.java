package io.millrace.control;

import io.millrace.proto.control.LeaseRecord;

/** One record of a partition of the compacted topic. */
sealed interface LogEntry {
    /** What became of a path: its newest valid record is all that counts. */
    record LeaseChange(String path, LeaseRecord record) implements LogEntry {}

    /** From here on {@code replica} owns the partition, if its term is the newest so far. */
    record Takeover(long term, Member replica) implements LogEntry {}

    /** The takeover of an old term need not be kept any more. */
    record ForgetTakeover(long term) implements LogEntry {}

    /**
     * A replica of control.
     *
     * @param id its pod's name
     * @param address host:port of its gRPC
     * @param process tells one run of the pod from the next
     */
    record Member(String id, String address, long process) {}
}
