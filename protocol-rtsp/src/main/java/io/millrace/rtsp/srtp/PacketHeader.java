package io.millrace.rtsp.srtp;

import java.util.OptionalInt;

/** Fields of packets that stay in the clear (RFC 3550, sections 5.1 and 6.4.1). */
final class PacketHeader {
    static final int RTP_BYTES = 12;
    static final int RTCP_BYTES = 8;

    private static final int RTP_SSRC_AT = 8;
    private static final int RTCP_SSRC_AT = 4;
    private static final int SEQUENCE_AT = 2;

    private PacketHeader() {}

    /** Where the payload of an RTP packet begins; empty if the packet ends before. */
    static OptionalInt rtpPayload(byte[] packet, int size) {
        if (size < RTP_BYTES || (packet[0] & 0xC0) != 0x80) {
            return OptionalInt.empty();
        }
        int at = RTP_BYTES + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0) {
            if (size < at + 4) {
                return OptionalInt.empty();
            }
            at += 4 + 4 * unsignedShort(packet, at + 2);
        }
        return at > size ? OptionalInt.empty() : OptionalInt.of(at);
    }

    static int sequence(byte[] packet) {
        return unsignedShort(packet, SEQUENCE_AT);
    }

    static void sequence(byte[] packet, int sequence) {
        packet[SEQUENCE_AT] = (byte) (sequence >> 8);
        packet[SEQUENCE_AT + 1] = (byte) sequence;
    }

    static long rtpSsrc(byte[] packet) {
        return unsignedInt(packet, RTP_SSRC_AT);
    }

    static long rtcpSsrc(byte[] packet) {
        return unsignedInt(packet, RTCP_SSRC_AT);
    }

    static int unsignedShort(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    static long unsignedInt(byte[] bytes, int at) {
        return (long) unsignedShort(bytes, at) << 16 | unsignedShort(bytes, at + 2);
    }

    /** Big-endian. */
    static byte[] ofInt(long value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }
}
