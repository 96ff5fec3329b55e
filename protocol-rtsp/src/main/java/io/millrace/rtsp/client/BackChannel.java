package io.millrace.rtsp.client;

import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.RtpPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way back to a device that is pulled, such as its loudspeaker (ONVIF streaming, section 5.3).
 * Thread-safe.
 */
public final class BackChannel {
    private final EventLoop loop;
    private final ClientTracks tracks;
    private final int track;
    private final PayloadDescription payload;

    BackChannel(EventLoop loop, ClientTracks tracks, int track, PayloadDescription payload) {
        this.loop = loop;
        this.tracks = tracks;
        this.track = track;
        this.payload = payload;
    }

    /** What the device takes: its preferred format. */
    public PayloadDescription payload() {
        return payload;
    }

    /** Sends a packet, which is borrowed; nothing happens where the pull is over. */
    public void send(RtpPacket packet) {
        ByteBuf bytes = Unpooled.buffer(RtpPacket.HEADER_SIZE + packet.payload().readableBytes());
        packet.write(bytes);
        try {
            loop.execute(() -> tracks.sendRtp(track, bytes));
        } catch (RejectedExecutionException closing) {
            bytes.release();
        }
    }
}
