package io.millrace.rtsp.read;

import io.millrace.media.rtp.RtpSender;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** How a track's packets lie in an image. Used for one unit at a time. */
sealed interface PacketLayout extends RtpSender.Output permits InterleavedLayout, DatagramLayout {
    /** The packets of one unit go to {@code out}, which is borrowed until {@link #end}. */
    void begin(ByteBuf out);

    /** The unit is complete; adds what a sender of datagrams must know. */
    void end(List<RtspImage.Run> runs);
}
