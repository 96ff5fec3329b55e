package io.millrace.srt.core;

/** Where an established connection is in its life; see {@link ConnectionCore}. */
public sealed interface ConnectionState {
    /** Data flows both ways. */
    record Connected() implements ConnectionState {}

    /** We close when all is acknowledged, or at the deadline. */
    record Draining(long deadlineMicros) implements ConnectionState {}

    /** Nothing comes or goes any more. */
    record Closed(CloseReason reason) implements ConnectionState {}
}
