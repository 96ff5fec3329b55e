package io.millrace.rtsp.rtcp;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The sender's part of a sender report (RFC 3550, section 6.4.1).
 *
 * @param ntpMicros microseconds since 1970
 * @param ntpMiddle the middle 32 bits of the NTP timestamp, which receiver reports give back
 * @param rtpTimestamp the same instant on the RTP clock, 32 bits
 */
public record SenderReport(
        long ssrc, long ntpMicros, long ntpMiddle, long rtpTimestamp, long packets, long octets) {
    /** Bytes of a sender report without report blocks. */
    static final int SIZE = 28;

    static final int TYPE = 200;

    private static final int VERSION_2 = 0x80;

    public static SenderReport of(
            long ssrc, long ntpMicros, long rtpTimestamp, long packets, long octets) {
        long ntp = NtpTime.ofMicros(ntpMicros);
        return new SenderReport(
                ssrc,
                ntpMicros,
                NtpTime.middle(ntp),
                rtpTimestamp & 0xFFFF_FFFFL,
                packets & 0xFFFF_FFFFL,
                octets & 0xFFFF_FFFFL);
    }

    /** Writes the report and the CNAME that a compound packet must carry (6.1). */
    public void writeCompound(ByteBuf out, String cname) {
        out.writeByte(VERSION_2).writeByte(TYPE).writeShort(SIZE / 4 - 1);
        out.writeInt((int) ssrc);
        out.writeLong(NtpTime.ofMicros(ntpMicros));
        out.writeInt((int) rtpTimestamp).writeInt((int) packets).writeInt((int) octets);
        SourceDescription.write(ssrc, cname, out);
    }

    /** The first sender report in a compound packet, which is borrowed; empty if it has none. */
    public static Optional<SenderReport> find(ByteBuf compound) {
        int at = compound.readerIndex();
        int end = compound.writerIndex();
        while (end - at >= 4 && (compound.getUnsignedByte(at) & 0xC0) == VERSION_2) {
            int size = 4 * (compound.getUnsignedShort(at + 2) + 1);
            if (size > end - at) {
                return Optional.empty();
            }
            if (compound.getUnsignedByte(at + 1) == TYPE && size >= SIZE) {
                return Optional.of(read(compound, at));
            }
            at += size;
        }
        return Optional.empty();
    }

    private static SenderReport read(ByteBuf in, int at) {
        long ntp = in.getLong(at + 8);
        return new SenderReport(
                in.getUnsignedInt(at + 4),
                NtpTime.toMicros(ntp),
                NtpTime.middle(ntp),
                in.getUnsignedInt(at + 16),
                in.getUnsignedInt(at + 20),
                in.getUnsignedInt(at + 24));
    }
}
