package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The pts_adjustment of splice messages (ANSI/SCTE 35, 9.6.1), which whoever gives a stream another
 * time must change: it is added to all times in the message. In units of ours it is counted from
 * the unit's own time, so that messages stay right on any timeline; all else is as received.
 */
final class SpliceTimes {
    private static final int ADJUSTMENT_AT = 4;
    private static final int MIN_SIZE = 14;

    private SpliceTimes() {}

    /** As it was received, to that of a unit at this time. */
    static byte[] relative(byte[] section, long unitTicks) {
        return shifted(section, -unitTicks);
    }

    /** That of a unit, to what is sent with it at this time. */
    static byte[] absolute(byte[] section, long unitTicks) {
        return shifted(section, unitTicks);
    }

    /** A copy with its CRC; as it is if it is no splice message. */
    private static byte[] shifted(byte[] section, long ticks) {
        if (section.length < MIN_SIZE || (section[0] & 0xFF) != TsConstants.TABLE_SPLICE_INFO) {
            return section;
        }
        byte[] copy = section.clone();
        ByteBuf bytes = Unpooled.wrappedBuffer(copy);
        int flags = bytes.getUnsignedByte(ADJUSTMENT_AT);
        long before = (flags & 1L) << 32 | bytes.getUnsignedInt(ADJUSTMENT_AT + 1);
        long after = before + ticks & TsConstants.TIMESTAMP_MASK;
        bytes.setByte(ADJUSTMENT_AT, (flags & 0xFE) | (int) (after >> 32));
        bytes.setInt(ADJUSTMENT_AT + 1, (int) after);
        int crcAt = copy.length - SectionReader.CRC_SIZE;
        bytes.setInt(crcAt, Crc32Mpeg.of(bytes, 0, crcAt));
        return copy;
    }
}
