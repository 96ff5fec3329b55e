package io.millrace.rtsp.read;

import io.millrace.stream.EndReason;

/** What the owner of a {@link Playback} wants to know; called on its executor. */
public interface ReadListener {
    /** Called once, just before the first packets are written. */
    void onFirstImage(RtpInfo info);

    /** The peer was too slow: so many packets were not sent to it since the last call. */
    default void onPacketsDropped(long packets) {}

    /** Nothing more comes. */
    void onEnd(EndReason reason);
}
