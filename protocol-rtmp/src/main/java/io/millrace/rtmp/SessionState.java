package io.millrace.rtmp;

import io.millrace.stream.PathName;

/**
 * Where a session is. Transitions, all made in {@link ServerSession}:
 *
 * <pre>
 * AwaitingConnect   connect                     → Connected
 * Connected         createStream                → StreamCreated
 * StreamCreated     publish                     → AwaitingGrant
 *                   play                        → AwaitingStream
 *                   deleteStream                → Connected
 * AwaitingGrant     granted                     → Publishing
 *                   refused                     → Closed
 * Publishing        FCUnpublish, closeStream    → StreamCreated
 *                   deleteStream                → Connected
 *                   ended by us                 → Closed
 * AwaitingStream    opened                      → Playing
 *                   refused                     → Closed
 *                   closeStream, deleteStream   → StreamCreated, Connected
 * Playing           closeStream, deleteStream   → StreamCreated, Connected
 *                   nothing more comes          → Closed
 * any               connection lost             → Closed
 * </pre>
 */
sealed interface SessionState {
    record AwaitingConnect() implements SessionState {}

    /** No message stream yet. */
    record Connected(Application app) implements SessionState {}

    record StreamCreated(Application app) implements SessionState {}

    /** Nothing is read from the peer meanwhile. */
    record AwaitingGrant(Application app, PathName path) implements SessionState {}

    record Publishing(Application app, MediaInput publication) implements SessionState {}

    record AwaitingStream(Application app, PathName path) implements SessionState {}

    record Playing(Application app, PlaySession play) implements SessionState {}

    record Closed() implements SessionState {}
}
