package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/**
 * The packet layer of the multiplex (ISO/IEC 13818-1, 2.4.3): cuts payloads of known size in
 * packets of 188 bytes, straight into the target. One PES packet or PCR at a time. Not thread-safe.
 */
final class TsPacketWriter {
    private static final int FLAG_DISCONTINUITY = 0x80;
    private static final int FLAG_RANDOM_ACCESS = 0x40;
    private static final int FLAG_PCR = 0x10;
    private static final int PCR_SIZE = 6;
    private static final int CAPACITY = TsConstants.PACKET_SIZE - TsConstants.HEADER_SIZE;
    private static final int COUNTERS = 16;

    private final Continuity continuity;
    private final Pacer pacer;
    private int pid;
    private int remaining;
    private int room;
    private int packetsLeft;

    /** Is told before each packet; may write others before it. */
    interface Pacer {
        void beforePacket(ByteBuf out);
    }

    TsPacketWriter(Continuity continuity) {
        this(continuity, _ -> {});
    }

    TsPacketWriter(Continuity continuity, Pacer pacer) {
        this.continuity = continuity;
        this.pacer = pacer;
    }

    /**
     * What the adaptation field of a payload's first packet says.
     *
     * @param pcr in ticks of 27 MHz
     * @param discontinuity the clock does not follow on the one before it
     */
    record Start(boolean randomAccess, boolean hasPcr, long pcr, boolean discontinuity) {
        static final Start PLAIN = new Start(false, false, 0, false);

        static Start ofPcr(long pcr, boolean discontinuity) {
            return new Start(false, true, pcr, discontinuity);
        }

        private int flags() {
            return (discontinuity ? FLAG_DISCONTINUITY : 0)
                    | (randomAccess ? FLAG_RANDOM_ACCESS : 0)
                    | (hasPcr ? FLAG_PCR : 0);
        }
    }

    /** Begins a payload of {@code size} bytes, which {@code append} then must give exactly. */
    void begin(int packetId, int size, Start start, ByteBuf out) {
        pid = packetId;
        remaining = size;
        packetsLeft = packets(size, start);
        startPacket(true, start, out);
    }

    /** Likewise, in as many packets that the counter of the one after it is 0, if they suffice. */
    void beginLast(int packetId, int size, Start start, ByteBuf out) {
        pid = packetId;
        remaining = size;
        int fewest = packets(size, start);
        int spread = -(continuity.peek(packetId) + fewest) & (COUNTERS - 1);
        packetsLeft = fewest + spread <= size ? fewest + spread : fewest;
        startPacket(true, start, out);
    }

    private static int packets(int size, Start start) {
        int first = CAPACITY - adaptationSize(start);
        return size <= first ? 1 : 1 + (size - first + CAPACITY - 1) / CAPACITY;
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
    void pcrOnly(int packetId, long pcr, boolean discontinuity, ByteBuf out) {
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort(packetId);
        out.writeByte(0x20 | continuity.last(packetId));
        writeAdaptation(CAPACITY, Start.ofPcr(pcr, discontinuity), out);
    }

    /** A null packet (2.4.1). */
    void stuffing(ByteBuf out) {
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort(TsConstants.PID_NULL);
        out.writeByte(0x10);
        fill(CAPACITY, out);
    }

    /** One section, in as many packets as it takes, the last one filled up after it (2.4.4). */
    void section(int packetId, byte[] section, ByteBuf out) {
        int position = 0;
        while (position < section.length) {
            boolean first = position == 0;
            pacer.beforePacket(out);
            out.writeByte(TsConstants.SYNC_BYTE);
            out.writeShort((first ? 0x4000 : 0) | packetId);
            out.writeByte(0x10 | continuity.next(packetId));
            int capacity = first ? CAPACITY - 1 : CAPACITY;
            if (first) {
                out.writeByte(0); // pointer_field
            }
            int part = Math.min(capacity, section.length - position);
            out.writeBytes(section, position, part);
            fill(capacity - part, out);
            position += part;
        }
    }

    private void startPacket(boolean first, Start start, ByteBuf out) {
        pacer.beforePacket(out);
        packetsLeft--;
        int capacity = CAPACITY - adaptationSize(start);
        room = Math.min(capacity, remaining - packetsLeft);
        int adaptation = CAPACITY - room;
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort((first ? 0x4000 : 0) | pid);
        out.writeByte((adaptation > 0 ? 0x30 : 0x10) | continuity.next(pid));
        if (adaptation > 0) {
            writeAdaptation(adaptation, start, out);
        }
    }

    private static int adaptationSize(Start start) {
        return start.flags() == 0 ? 0 : start.hasPcr() ? 2 + PCR_SIZE : 2;
    }

    /** An adaptation field of {@code size} bytes with its length byte (2.4.3.4). */
    private static void writeAdaptation(int size, Start start, ByteBuf out) {
        out.writeByte(size - 1);
        if (size == 1) {
            return;
        }
        out.writeByte(start.flags());
        int used = 2;
        if (start.hasPcr()) {
            writePcr(start.pcr(), out);
            used += PCR_SIZE;
        }
        fill(size - used, out);
    }

    /** 33 bits of 90 kHz, 6 reserved, 9 bits of 27 MHz. */
    private static void writePcr(long pcr, ByteBuf out) {
        long base =
                Math.floorDiv(pcr, (long) TsConstants.SYSTEM_TICKS) & TsConstants.TIMESTAMP_MASK;
        int extension = (int) Math.floorMod(pcr, (long) TsConstants.SYSTEM_TICKS);
        out.writeInt((int) (base >> 1));
        out.writeShort((int) (base & 1) << 15 | 0x7E00 | extension);
    }

    private static void fill(int size, ByteBuf out) {
        for (int i = 0; i < size; i++) {
            out.writeByte(0xFF);
        }
    }
}
