package io.millrace.runtime.config;

/** What RTMP peers that show nothing when they connect must answer. */
public enum RtmpChallenge {
    /** Nothing. */
    NONE,
    /** Adobe's. */
    ADOBE,
    /** Limelight's. */
    LLNW
}
