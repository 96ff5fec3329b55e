package io.millrace.stream;

/**
 * Why a publication or a reading ended.
 *
 * @param text for people: logs, and the peer's answer
 */
public record EndReason(Kind kind, String text) {
    /** What the protocols map to their own terms. */
    public enum Kind {
        /** The publisher left and did not return within the grace. */
        PUBLISHER_GONE,
        /** Another publisher took the path. */
        OVERRIDDEN,
        /** An operator ended it. */
        KICKED,
        /** The log did not take the units for too long. */
        STALLED,
        /** The tracks changed in a way that this protocol cannot tell a running reader. */
        DESCRIPTION_CHANGED,
        /** The peer left by itself. */
        PEER_LEFT,
        /** The pod is going down. */
        SHUTDOWN,
        /** Something of ours failed. */
        FAILURE
    }

    public static EndReason of(Kind kind, String text) {
        return new EndReason(kind, text);
    }
}
