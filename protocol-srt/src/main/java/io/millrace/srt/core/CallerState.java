package io.millrace.srt.core;

import io.millrace.srt.wire.Rejection;

/** Where a caller's handshake is; see {@link CallerHandshake}. */
public sealed interface CallerState {
    /** Asked for the listener's cookie. */
    record Inducting() implements CallerState {}

    /** Brought the cookie back, with what we want. */
    record Concluding(int cookie) implements CallerState {}

    /** Done. */
    record Connected(Negotiated negotiated) implements CallerState {}

    /** The listener, or the clock, says no. */
    record Refused(Rejection rejection) implements CallerState {}
}
