package io.millrace.rtsp;

import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.read.Playback;
import io.millrace.stream.EndReason;

/**
 * Where a session stands (RFC 2326, appendix A.2, with the role known from the first request on).
 *
 * <pre>
 * state      ANNOUNCE   SETUP      PLAY     PAUSE      RECORD     TEARDOWN
 * Init       PreRecord  PreRead    455      455        455        Closed
 * PreRead    455        PreRead    Reading  PreRead    455        Closed
 * Reading    455        455        Reading  PreRead    455        Closed
 * PreRecord  455        PreRecord  455      PreRecord  Recording  Closed
 * Recording  Recording  455        455      PreRecord  Recording  Closed
 * Closed     454        454        454      454        454        454
 * </pre>
 *
 * GET_PARAMETER and SET_PARAMETER are allowed everywhere and change nothing. A request that fails
 * leaves the state as it was. SETUP of a running session (a change of transport) is not offered.
 */
sealed interface SessionState {
    /** Made; nothing asked yet. */
    record Init() implements SessionState {}

    /** A reader that has set up tracks, or has paused. */
    record PreRead(ReadPlan plan) implements SessionState {}

    /** Media flows to the peer. */
    record Reading(ReadPlan plan, Playback playback) implements SessionState {}

    /** A publisher that has announced, perhaps set up tracks, or has paused. */
    record PreRecord(PublishPlan plan) implements SessionState {}

    /** Media flows from the peer. */
    record Recording(PublishPlan plan, io.millrace.rtsp.publish.Recording session)
            implements SessionState {}

    /** Over. */
    record Closed(EndReason reason) implements SessionState {}

    /** Whether the table allows the method; session-less methods are never asked for here. */
    default boolean allows(Method method) {
        return switch (method) {
            case OPTIONS, DESCRIBE, GET_PARAMETER, SET_PARAMETER, TEARDOWN -> true;
            case ANNOUNCE -> this instanceof Init || this instanceof Recording;
            case SETUP -> this instanceof Init || this instanceof PreRead || isPreRecord();
            case PLAY -> this instanceof PreRead || this instanceof Reading;
            case RECORD -> isPreRecord() || this instanceof Recording;
            case PAUSE -> !(this instanceof Init);
        };
    }

    private boolean isPreRecord() {
        return this instanceof PreRecord;
    }

    /** For people. */
    default String label() {
        return switch (this) {
            case Init _ -> "Init";
            case PreRead _ -> "ready to play";
            case Reading _ -> "playing";
            case PreRecord _ -> "ready to record";
            case Recording _ -> "recording";
            case Closed _ -> "closed";
        };
    }
}
