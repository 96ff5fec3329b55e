package io.millrace.rtsp.publish;

import io.millrace.rtsp.message.RtspException;
import io.millrace.stream.EndReason;
import io.netty.buffer.ByteBuf;

/** Takes the packets of a publisher that records. Confined to the session's executor. */
public sealed interface Recording permits PublishSession, PacketSession {
    /** An RTP packet of a track; borrowed. */
    void onRtp(int track, ByteBuf packet, long nowMicros);

    /** An RTCP packet of a track; borrowed. */
    void onRtcp(int track, ByteBuf packet, long nowMicros);

    /**
     * The publisher describes its media anew (RFC 2326, section 10.3): other parameter sets.
     *
     * @throws RtspException if more has changed; nothing has then
     */
    void describeAnew(String description) throws RtspException;

    /** To be called some times a second. */
    void tick(long nowMicros);

    /** How long the publisher has sent no packet. */
    long silentMicros(long nowMicros);

    /** Ends the publication; what was held goes out first. */
    void close(EndReason reason);

    /** Sends an RTCP packet of a track to the peer; takes it over. */
    @FunctionalInterface
    interface ReportSender {
        void send(int track, ByteBuf packet);
    }
}
