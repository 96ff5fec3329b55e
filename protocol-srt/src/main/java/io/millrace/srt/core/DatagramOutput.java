package io.millrace.srt.core;

import io.netty.buffer.ByteBuf;

/** Where a connection's datagrams go. */
@FunctionalInterface
public interface DatagramOutput {
    /** Sends one datagram, which it takes over. What it cannot send is lost, as on any network. */
    void transmit(ByteBuf datagram);
}
