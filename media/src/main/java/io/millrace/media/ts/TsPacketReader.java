package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the packets in a byte stream that may come in pieces of any size. Where the sync byte is
 * missing, it looks for two of them at a packet's distance; what is passed over is counted. Not
 * thread-safe.
 */
final class TsPacketReader {
    private static final int SIZE = TsConstants.PACKET_SIZE;

    private final Sink sink;
    private final byte[] pending = new byte[16 * SIZE];
    private int begin;
    private int end;
    private boolean inSync;
    private long position;
    private long skippedBytes;

    /** Takes packets: 188 bytes from the sync byte on, borrowed. */
    interface Sink {
        void onPacket(long offset, ByteBuf packet);
    }

    TsPacketReader(Sink sink) {
        this.sink = sink;
    }

    /** Bytes that belong to no packet. */
    long skippedBytes() {
        return skippedBytes;
    }

    /** Consumes all readable bytes; borrows. */
    void read(ByteBuf in) {
        while (in.isReadable()) {
            int part = Math.min(in.readableBytes(), pending.length - end);
            in.readBytes(pending, end, part);
            end += part;
            drain(false);
            System.arraycopy(pending, begin, pending, 0, end - begin);
            end -= begin;
            begin = 0;
        }
    }

    /** The stream has ended: a last packet needs no other after it. */
    void finish() {
        drain(true);
        skip(end - begin);
        begin = 0;
        end = 0;
    }

    private void drain(boolean atEnd) {
        while (end - begin >= SIZE) {
            boolean hasNext = end - begin > SIZE;
            if (pending[begin] != TsConstants.SYNC_BYTE
                    || (!inSync && hasNext && pending[begin + SIZE] != TsConstants.SYNC_BYTE)) {
                skip(1);
                inSync = false;
            } else if (inSync || hasNext || atEnd) {
                inSync = true;
                sink.onPacket(position, Unpooled.wrappedBuffer(pending, begin, SIZE));
                begin += SIZE;
                position += SIZE;
            } else {
                return;
            }
        }
    }

    private void skip(int bytes) {
        begin += bytes;
        position += bytes;
        skippedBytes += bytes;
    }
}
