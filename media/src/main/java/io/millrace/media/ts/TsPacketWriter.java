package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/**
 * The packet layer of the multiplex (ISO/IEC 13818-1, 2.4.3): cuts payloads of known size in
 * packets of 188 bytes, straight into the target. One PES packet or PCR at a time. Not thread-safe.
 */
final class TsPacketWriter {
    private static final int FLAG_RANDOM_ACCESS = 0x40;
    private static final int FLAG_PCR = 0x10;
    private static final int PCR_SIZE = 6;
    private static final int CAPACITY = TsConstants.PACKET_SIZE - TsConstants.HEADER_SIZE;

    private final Continuity continuity;
    private int pid;
    private int remaining;
    private int room;

    TsPacketWriter(Continuity continuity) {
        this.continuity = continuity;
    }

    /** What the adaptation field of a payload's first packet says. */
    record Start(boolean randomAccess, boolean hasPcr, long pcrTicks) {
        static final Start PLAIN = new Start(false, false, 0);
    }

    /** Begins a payload of {@code size} bytes, which {@code append} then must give exactly. */
    void begin(int packetId, int size, Start start, ByteBuf out) {
        pid = packetId;
        remaining = size;
        startPacket(true, start, out);
    }

    void append(byte[] array, int offset, int size, ByteBuf out) {
        int position = offset;
        int end = offset + size;
        while (position < end) {
            if (room == 0) {
                startPacket(false, Start.PLAIN, out);
            }
            int part = Math.min(room, end - position);
            out.writeBytes(array, position, part);
            position += part;
            room -= part;
            remaining -= part;
        }
    }

    /** A packet without payload, only to carry the clock (2.4.3.5). */
    void pcrOnly(int packetId, long pcrTicks, ByteBuf out) {
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort(packetId);
        out.writeByte(0x20 | continuity.last(packetId));
        writeAdaptation(CAPACITY, new Start(false, true, pcrTicks), out);
    }

    /** One section in one packet, filled up after it (2.4.4). */
    void section(int packetId, byte[] section, ByteBuf out) {
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort(0x4000 | packetId);
        out.writeByte(0x10 | continuity.next(packetId));
        out.writeByte(0); // pointer_field
        out.writeBytes(section);
        fill(CAPACITY - 1 - section.length, out);
    }

    private void startPacket(boolean first, Start start, ByteBuf out) {
        int adaptation = adaptationSize(start);
        if (remaining < CAPACITY - adaptation) {
            adaptation = CAPACITY - remaining;
        }
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort((first ? 0x4000 : 0) | pid);
        out.writeByte((adaptation > 0 ? 0x30 : 0x10) | continuity.next(pid));
        if (adaptation > 0) {
            writeAdaptation(adaptation, start, out);
        }
        room = CAPACITY - adaptation;
    }

    private static int adaptationSize(Start start) {
        if (start.hasPcr()) {
            return 2 + PCR_SIZE;
        }
        return start.randomAccess() ? 2 : 0;
    }

    /** An adaptation field of {@code size} bytes with its length byte (2.4.3.4). */
    private static void writeAdaptation(int size, Start start, ByteBuf out) {
        out.writeByte(size - 1);
        if (size == 1) {
            return;
        }
        int flags = start.randomAccess() ? FLAG_RANDOM_ACCESS : 0;
        int used = 2;
        if (start.hasPcr()) {
            out.writeByte(flags | FLAG_PCR);
            writePcr(start.pcrTicks(), out);
            used += PCR_SIZE;
        } else {
            out.writeByte(flags);
        }
        fill(size - used, out);
    }

    /** 33 bits of 90 kHz, 6 reserved, 9 bits of 27 MHz that are always 0 here. */
    private static void writePcr(long ticks, ByteBuf out) {
        long base = ticks & TsConstants.TIMESTAMP_MASK;
        out.writeInt((int) (base >> 1));
        out.writeShort((int) (base & 1) << 15 | 0x7E00);
    }

    private static void fill(int size, ByteBuf out) {
        for (int i = 0; i < size; i++) {
            out.writeByte(0xFF);
        }
    }
}
