package io.millrace.rtsp.read;

import io.netty.buffer.ByteBuf;

/** Where a reader's packets go: an interleaved connection or datagrams. Confined to one loop. */
public sealed interface PacketOutput permits TcpOutput, UdpOutput, SecureOutput {
    /** Whether the peer, or the way to it, can take more now. */
    boolean isWritable();

    /** Queues the packets of an image, which is borrowed. */
    void write(RtspImage image);

    /** Queues one RTCP packet of a track; takes it over. */
    void writeRtcp(int trackId, ByteBuf packet);

    /** Sends what is queued. */
    void flush();

    /** How long nothing of what waits was taken by the peer; 0 if nothing waits. */
    long stalledMicros(long nowMicros);
}
