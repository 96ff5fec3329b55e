package io.millrace.rtsp.handler;

import io.millrace.media.rtp.RtpPacket;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Takes what a publisher sends, on its session's event loop; a {@link ServerStream} is one. What is
 * handed over is borrowed: valid as long as the call lasts. An exception ends the publisher.
 */
public interface PacketSink {
    /**
     * A packet of a medium, in order.
     *
     * @param media its number in the description
     * @param ntpMicros when it was taken, by the publisher's sender reports; before the first one,
     *     and where those are a day off, when it came
     */
    void onRtp(int media, RtpPacket packet, long ntpMicros) throws IOException;

    /** An RTCP compound packet of a medium. */
    default void onRtcp(int media, ByteBuf packet) throws IOException {}
}
