package io.millrace.media.rtp;

import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/**
 * Writes units of AC-3 (RFC 4184) and E-AC-3 (RFC 4598): one a packet after a header of two bytes,
 * or in fragments where it is too big. The marker is on the last packet.
 */
record SyncframePacketizer(RtpSender sender, FrameType frameType) implements Packetizer {
    private static final int HEADER_BYTES = 2;

    /** The first byte of a packet's header. */
    interface FrameType {
        int of(int total, int fragment, int firstBytes, int frameBytes);
    }

    @Override
    public void packetize(Unit unit) {
        byte[] data = unit.payload();
        int room = Math.max(sender.maxPayloadSize() - HEADER_BYTES, Math.ceilDiv(data.length, 255));
        int total = Math.ceilDiv(data.length, room);
        for (int i = 0; i < total; i++) {
            int position = i * room;
            int size = Math.min(room, data.length - position);
            ByteBuf out = sender.begin(unit.ptsTicks(), i == total - 1);
            out.writeByte(frameType.of(total, i, Math.min(room, data.length), data.length));
            out.writeByte(total);
            out.writeBytes(data, position, size);
            sender.end(HEADER_BYTES + size);
        }
    }
}
