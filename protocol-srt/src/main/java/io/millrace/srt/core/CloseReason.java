package io.millrace.srt.core;

/** Why a connection ended. */
public enum CloseReason {
    /** We closed it. */
    LOCAL,
    /** The peer sent a shutdown. */
    PEER_SHUTDOWN,
    /** Nothing came from the peer for too long. */
    PEER_IDLE
}
