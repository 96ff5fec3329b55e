package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/** The CRC at the end of sections (ISO/IEC 13818-1, annex A). */
final class Crc32Mpeg {
    private static final int POLYNOMIAL = 0x04C1_1DB7;

    private Crc32Mpeg() {}

    /** Over a section with its CRC the result is 0. */
    static int of(ByteBuf bytes, int index, int size) {
        int crc = -1;
        for (int i = index; i < index + size; i++) {
            crc ^= bytes.getByte(i) << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
        }
        return crc;
    }
}
