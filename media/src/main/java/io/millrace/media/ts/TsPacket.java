package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * One packet of a transport stream (ISO/IEC 13818-1, 2.4.3).
 *
 * @param start payload_unit_start_indicator
 * @param continuityCounter 0 to 15; counts only packets with payload
 * @param discontinuity the counter, or the clock, may jump here
 * @param pcrTicks clock in 90 kHz, or {@link #NO_PCR}
 * @param payload borrowed, as long as the call lasts; may be empty
 */
record TsPacket(
        int pid,
        boolean start,
        boolean hasPayload,
        int continuityCounter,
        boolean discontinuity,
        boolean randomAccess,
        long pcrTicks,
        ByteBuf payload) {
    static final long NO_PCR = -1;

    private static final int FLAG_DISCONTINUITY = 0x80;
    private static final int FLAG_RANDOM_ACCESS = 0x40;
    private static final int FLAG_PCR = 0x10;

    /** Parses 188 bytes that begin with the sync byte. */
    static TsPacket parse(ByteBuf packet) throws MalformedMediaException {
        packet.skipBytes(1);
        int pidField = packet.readUnsignedShort();
        int control = packet.readUnsignedByte();
        if ((pidField & 0x8000) != 0) {
            throw new MalformedMediaException("transport_error_indicator is set (2.4.3.3)");
        }
        if ((control & 0xC0) != 0) {
            throw new MalformedMediaException(
                    "PID %d is scrambled (2.4.3.3)".formatted(pidField & 0x1FFF));
        }
        int flags = 0;
        long pcrTicks = NO_PCR;
        if ((control & 0x20) != 0) {
            int size = packet.readUnsignedByte();
            if (size > packet.readableBytes()) {
                throw new MalformedMediaException(
                        "adaptation field of " + size + " bytes (2.4.3.5)");
            }
            ByteBuf field = packet.readSlice(size);
            flags = field.isReadable() ? field.readUnsignedByte() : 0;
            pcrTicks = (flags & FLAG_PCR) == 0 ? NO_PCR : readPcr(field);
        }
        return new TsPacket(
                pidField & 0x1FFF,
                (pidField & 0x4000) != 0,
                (control & 0x10) != 0,
                control & 0xF,
                (flags & FLAG_DISCONTINUITY) != 0,
                (flags & FLAG_RANDOM_ACCESS) != 0,
                pcrTicks,
                (control & 0x10) != 0 ? packet : packet.slice(packet.readerIndex(), 0));
    }

    private static long readPcr(ByteBuf field) throws MalformedMediaException {
        if (field.readableBytes() < 6) {
            throw new MalformedMediaException("PCR is cut off (2.4.3.5)");
        }
        return field.readUnsignedInt() << 1 | field.readUnsignedShort() >> 15;
    }
}
