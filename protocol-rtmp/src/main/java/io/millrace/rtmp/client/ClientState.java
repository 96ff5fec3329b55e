package io.millrace.rtmp.client;

/**
 * Where a client's session is. Transitions, all made in {@link ClientSession}:
 *
 * <pre>
 * Connecting   _result                       → Creating
 *              _error with a challenge       → Closed, and another attempt
 * Creating     _result                       → Starting
 * Starting     onStatus, or the first media  → Running
 * any          error, end of the connection  → Closed
 * </pre>
 */
sealed interface ClientState {
    /** The server has not answered {@code connect} yet. */
    record Connecting() implements ClientState {}

    /** Nor {@code createStream}. */
    record Creating() implements ClientState {}

    /** Nor {@code publish} or {@code play}, which is on the message stream that it gave. */
    record Starting(int streamId) implements ClientState {}

    record Running(int streamId) implements ClientState {}

    record Closed() implements ClientState {}
}
