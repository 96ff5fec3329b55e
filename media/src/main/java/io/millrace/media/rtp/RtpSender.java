package io.millrace.media.rtp;

import io.millrace.media.WrapAround;
import io.netty.buffer.ByteBuf;

/**
 * Writes the RTP packets of one SSRC: headers, running sequence number, and the sums that sender
 * reports tell. Where packets go, and what stands before each (RTSP interleaving), is the output's
 * business. Not thread-safe.
 */
public final class RtpSender {
    /** Payload bytes that fit an Ethernet frame with room for IPv6, UDP, SRTP and tunnels. */
    public static final int DEFAULT_MAX_PAYLOAD_SIZE = 1_420;

    private static final int MIN_MAX_PAYLOAD_SIZE = 16;

    /** Gives the buffer for each packet. */
    public interface Output {
        /** The buffer to append the next packet to; a prefix may be put in it first. */
        ByteBuf beginPacket();

        /** The packet that began last is complete and is {@code size} bytes long. */
        void endPacket(int size);
    }

    private final int payloadType;
    private final long ssrc;
    private final int maxPayloadSize;
    private final Output output;

    private int sequenceNumber;
    private long packets;
    private long payloadBytes;

    /**
     * @param firstSequenceNumber random, best (RFC 3550, section 5.1)
     */
    public RtpSender(
            int payloadType,
            long ssrc,
            int firstSequenceNumber,
            int maxPayloadSize,
            Output output) {
        if (maxPayloadSize < MIN_MAX_PAYLOAD_SIZE || maxPayloadSize > 65_000) {
            throw new IllegalArgumentException("RTP payloads of " + maxPayloadSize + " bytes");
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        this.sequenceNumber = firstSequenceNumber & 0xFFFF;
        this.maxPayloadSize = maxPayloadSize;
        this.output = output;
    }

    public long ssrc() {
        return ssrc;
    }

    public int payloadType() {
        return payloadType;
    }

    public int maxPayloadSize() {
        return maxPayloadSize;
    }

    /** Of the packet that comes next. */
    public int nextSequenceNumber() {
        return sequenceNumber;
    }

    /** Packets written so far, for sender reports. */
    public long packets() {
        return packets;
    }

    /** Payload bytes written so far, for sender reports. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Writes the header; the payload is to be appended, then its size told to {@link #end}. */
    ByteBuf begin(long timestamp, boolean marker) {
        ByteBuf out = output.beginPacket();
        RtpPacket.writeHeader(payloadType, marker, sequenceNumber, timestamp, ssrc, out);
        sequenceNumber = WrapAround.sequencePlus(sequenceNumber, 1);
        return out;
    }

    void end(int payloadSize) {
        packets++;
        payloadBytes += payloadSize;
        output.endPacket(RtpPacket.HEADER_SIZE + payloadSize);
    }
}
