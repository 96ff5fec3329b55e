package io.millrace.srt;

import io.millrace.srt.core.CloseReason;
import io.netty.buffer.ByteBuf;

/**
 * What an application does with a connection. Called on the connection's event loop: never block.
 */
public interface SrtConnectionHandler {
    /** The connection is there; the first call. */
    void onConnected(SrtConnection connection);

    /** A message, in order and at its time. It is transferred: the callee releases it. */
    void onMessage(SrtConnection connection, ByteBuf message);

    /** The connection is over; the last call. */
    void onClosed(SrtConnection connection, CloseReason reason);
}
