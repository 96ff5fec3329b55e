package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * One packet of a transport stream (ISO/IEC 13818-1, 2.4.3).
 *
 * @param transportError the packet is known to be damaged, perhaps in its PID
 * @param start payload_unit_start_indicator
 * @param scrambled the payload, never the header or the adaptation field
 * @param continuityCounter 0 to 15; counts only packets with payload
 * @param discontinuity the counter, or the clock, may jump here
 * @param pcrTicks clock in 90 kHz, or {@link #NO_PCR}
 * @param payload borrowed, as long as the call lasts; may be empty
 * @param whole all 188 bytes, likewise
 */
record TsPacket(
        int pid,
        boolean transportError,
        boolean start,
        boolean scrambled,
        boolean hasPayload,
        int continuityCounter,
        boolean discontinuity,
        boolean randomAccess,
        long pcrTicks,
        ByteBuf payload,
        ByteBuf whole) {
    static final long NO_PCR = -1;

    private static final int FLAG_DISCONTINUITY = 0x80;
    private static final int FLAG_RANDOM_ACCESS = 0x40;
    private static final int FLAG_PCR = 0x10;
    private static final int PCR_SIZE = 6;

    /** Parses 188 bytes that begin with the sync byte. */
    static TsPacket parse(ByteBuf packet) throws MalformedMediaException {
        ByteBuf whole = packet.slice();
        packet.skipBytes(1);
        int pidField = packet.readUnsignedShort();
        int control = packet.readUnsignedByte();
        boolean hasPayload = (control & 0x10) != 0;
        boolean hasAdaptation = (control & 0x20) != 0;
        if (!hasPayload && !hasAdaptation) {
            throw new MalformedMediaException("adaptation_field_control is 00 (2.4.3.3)");
        }
        ByteBuf field = hasAdaptation ? adaptation(packet) : packet.slice(0, 0);
        int flags = field.isReadable() ? field.readUnsignedByte() : 0;
        long pcrTicks = (flags & FLAG_PCR) == 0 ? NO_PCR : readPcr(field);
        return new TsPacket(
                pidField & 0x1FFF,
                (pidField & 0x8000) != 0,
                (pidField & 0x4000) != 0,
                (control & 0xC0) != 0,
                hasPayload,
                control & 0xF,
                (flags & FLAG_DISCONTINUITY) != 0,
                (flags & FLAG_RANDOM_ACCESS) != 0,
                pcrTicks,
                hasPayload ? packet : packet.slice(packet.readerIndex(), 0),
                whole);
    }

    /** The field without its length; some encoders let it fill a packet that claims a payload. */
    private static ByteBuf adaptation(ByteBuf packet) throws MalformedMediaException {
        int size = packet.readUnsignedByte();
        if (size > packet.readableBytes()) {
            throw new MalformedMediaException("adaptation field of " + size + " bytes (2.4.3.5)");
        }
        return packet.readSlice(size);
    }

    private static long readPcr(ByteBuf field) throws MalformedMediaException {
        if (field.readableBytes() < PCR_SIZE) {
            throw new MalformedMediaException("PCR is cut off (2.4.3.5)");
        }
        return field.readUnsignedInt() << 1 | field.readUnsignedShort() >> 15;
    }
}
