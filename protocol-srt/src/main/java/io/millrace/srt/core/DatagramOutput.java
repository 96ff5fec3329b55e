package io.millrace.srt.core;

import io.netty.buffer.ByteBuf;

/** Where a connection's datagrams go. */
@FunctionalInterface
public interface DatagramOutput {
    /**
     * Sends the datagrams that lie one behind the other in a buffer, which it takes over. What it
     * cannot send is lost, as on any network.
     *
     * @param datagramBytes the size of each but the last, which may be shorter
     */
    void transmit(ByteBuf datagrams, int datagramBytes);
}
