package io.millrace.media.ts;

import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The payload of units of a {@link io.millrace.media.TransportStreamFormat}: packets of a transport
 * stream as they were received, 188 bytes each.
 *
 * <p>Units that are an entry point ({@code randomAccess}) begin with a <i>join header</i>, which
 * was not received: a null packet that says how many table packets follow, and these packets, the
 * newest PAT and PMT. So every payload is a transport stream by itself, and
 *
 * <ul>
 *   <li>{@link #running}, of all units of an epoch one after the other, is what was received, bit
 *       for bit (without bytes between packets, see {@link TsPassthroughSplitter});
 *   <li>{@link #joining}, of an entry point, is what a reader must get first: its decoder then has
 *       the tables, and begins with the first packet of the access unit.
 * </ul>
 */
public final class TsPassthrough {
    private static final byte[] MAGIC = "millrace join ".getBytes(StandardCharsets.US_ASCII);
    private static final int SIZE = TsConstants.PACKET_SIZE;
    private static final int COUNT_AT = TsConstants.HEADER_SIZE + MAGIC.length;
    private static final int MAX_TABLE_PACKETS = 255;

    private TsPassthrough() {}

    /** What a reader gets who has the unit before: all packets that were received. A view. */
    public static ByteBuf running(Unit unit) {
        int from = isEntry(unit) ? SIZE * (1 + tablePackets(unit)) : 0;
        return Unpooled.wrappedBuffer(unit.payload(), from, unit.sizeBytes() - from);
    }

    /** What a reader gets who begins with this unit, an entry point: tables first. A view. */
    public static ByteBuf joining(Unit unit) {
        int from = isEntry(unit) ? SIZE : 0;
        return Unpooled.wrappedBuffer(unit.payload(), from, unit.sizeBytes() - from);
    }

    /** Whether a reader may begin here. */
    public static boolean isEntry(Unit unit) {
        if (!unit.randomAccess() || unit.sizeBytes() < SIZE) {
            return false;
        }
        byte[] payload = unit.payload();
        for (int i = 0; i < MAGIC.length; i++) {
            if (payload[TsConstants.HEADER_SIZE + i] != MAGIC[i]) {
                return false;
            }
        }
        return SIZE * (1 + tablePackets(unit)) <= unit.sizeBytes();
    }

    private static int tablePackets(Unit unit) {
        return unit.payload()[COUNT_AT] & 0xFF;
    }

    /** The payload of an entry point: join header, tables, packets. */
    static byte[] entryPayload(byte[] tables, ByteBuf packets) {
        int count = Math.min(tables.length / SIZE, MAX_TABLE_PACKETS);
        byte[] payload = new byte[SIZE * (1 + count) + packets.readableBytes()];
        ByteBuf out = Unpooled.wrappedBuffer(payload).writerIndex(0);
        out.writeByte(TsConstants.SYNC_BYTE);
        out.writeShort(TsConstants.PID_NULL);
        out.writeByte(0x10);
        out.writeBytes(MAGIC);
        out.writeByte(count);
        while (out.writerIndex() < SIZE) {
            out.writeByte(0xFF);
        }
        out.writeBytes(tables, 0, SIZE * count);
        out.writeBytes(packets);
        return payload;
    }
}
