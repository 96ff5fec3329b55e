package io.millrace.srt.core;

import io.millrace.srt.wire.HandshakeContent;

/** What becomes of a handshake packet at the listener. */
public sealed interface ListenerAnswer {
    /** Say this, keep nothing: a cookie or a refusal. */
    record Reply(HandshakeContent content) implements ListenerAnswer {}

    /** The application decides. */
    record Request(ConnectionRequestData data) implements ListenerAnswer {}

    /** A connection begins; say this, as often as the caller asks. */
    record Accepted(Negotiated negotiated, HandshakeContent response) implements ListenerAnswer {}

    /** Not for us, or forged. */
    record Ignored() implements ListenerAnswer {}
}
