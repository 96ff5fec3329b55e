package io.millrace.srt;

import io.millrace.srt.core.CloseReason;
import io.netty.buffer.ByteBuf;

/**
 * What an application does with a connection. Called on the connection's event loop: never block.
 * What a call throws is logged and counted, and ends that connection at once.
 */
public interface SrtConnectionHandler {
    /** The connection is there; the first call. */
    void onConnected(SrtConnection connection);

    /**
     * A message, in order and at its time. It is transferred: the callee releases it, also when it
     * throws.
     */
    void onMessage(SrtConnection connection, ByteBuf message);

    /**
     * The send buffer has reached its high-water mark, or is half empty again. Who sends more while
     * it is not writable fills the buffer up to its limit.
     */
    default void onWritabilityChanged(SrtConnection connection, boolean writable) {}

    /** The connection is over; the last call. */
    void onClosed(SrtConnection connection, CloseReason reason);
}
