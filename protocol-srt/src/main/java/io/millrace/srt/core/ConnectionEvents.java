package io.millrace.srt.core;

import io.netty.buffer.ByteBuf;

/** What a connection tells its owner, on the thread that drives it. */
public interface ConnectionEvents {
    /** A message, in order and at its time; it is taken over by the callee. */
    void onMessage(ByteBuf message);

    /** Whether more should be sent now; it begins with yes. */
    void onWritabilityChanged(boolean writable);

    /** The connection is over; nothing comes after this. */
    void onClosed(CloseReason reason);
}
