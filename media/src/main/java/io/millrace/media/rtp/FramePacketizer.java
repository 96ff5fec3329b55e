package io.millrace.media.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Writes a unit as packets of one timestamp, the last one marked, each with a header of its codec.
 */
final class FramePacketizer {
    private FramePacketizer() {}

    /** The header of a packet. */
    interface Header {
        void write(boolean first, boolean last, ByteBuf out);
    }

    static void write(
            byte[] data, long timestamp, int headerBytes, Header header, RtpSender sender) {
        int room = sender.maxPayloadSize() - headerBytes;
        int position = 0;
        while (position < data.length) {
            int size = Math.min(room, data.length - position);
            boolean last = position + size == data.length;
            ByteBuf out = sender.begin(timestamp, last);
            header.write(position == 0, last, out);
            out.writeBytes(data, position, size);
            sender.end(headerBytes + size);
            position += size;
        }
    }
}
