package io.millrace.rtmp;

import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.millrace.stream.EndReason;

/** Takes what a publisher sends. Confined to the event loop. */
sealed interface MediaInput permits PublishSession, HandlerInput {
    /** Takes an audio, video or data message; borrowed. */
    void onMessage(RtmpMessage message, long ntpMicros) throws RtmpProtocolException;

    /** Grows with every audio and video message. */
    long mediaMessages();

    /** Why nothing of this publication can be read; empty while something may. */
    String hopelessBecause();

    void close(EndReason reason);
}
