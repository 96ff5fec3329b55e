package io.millrace.testkit.client;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The parts of an RTP packet (RFC 3550, section 5.1) that tests look at. */
public record RtpPacket(int sequenceNumber, long timestamp, boolean marker, byte[] payload) {
    private static final int HEADER_BYTES = 12;

    /** Reads a packet without padding or extension, as our servers send them. */
    public static RtpPacket parse(byte[] bytes) {
        int start = HEADER_BYTES + 4 * (bytes[0] & 0x0F);
        if (bytes.length < start || (bytes[0] & 0xF0) != 0x80) {
            throw new IllegalArgumentException("not a plain RTP packet of 12 bytes or more");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        return new RtpPacket(
                Short.toUnsignedInt(header.getShort(2)),
                Integer.toUnsignedLong(header.getInt(4)),
                (bytes[1] & 0x80) != 0,
                Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
