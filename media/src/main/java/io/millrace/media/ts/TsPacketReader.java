package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the packets in a byte stream that may come in pieces of any size. They stand 188 bytes
 * apart, or 192 with a time of arrival before each (M2TS), or 204 with check bytes after each; that
 * is found out by three sync bytes at equal distance, again whenever one is missing. What is passed
 * over is counted. Not thread-safe.
 */
final class TsPacketReader {
    private static final int SIZE = TsConstants.PACKET_SIZE;
    private static final int[] DISTANCES = {SIZE, 192, 204};
    private static final int SEARCHING = 0;
    private static final int SYNC_BYTES = 3;

    private final Sink sink;
    private final TsCounts counts;
    private final byte[] pending = new byte[16 * 204];
    private int begin;
    private int end;
    private int distance = SEARCHING;
    private int between;
    private long position;

    /** Takes packets: 188 bytes from the sync byte on, borrowed. */
    interface Sink {
        void onPacket(long offset, ByteBuf packet);
    }

    TsPacketReader(Sink sink, TsCounts counts) {
        this.sink = sink;
        this.counts = counts;
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

    /** The stream has ended: last packets need no others after them. */
    void finish() {
        drain(true);
        skip(end - begin);
        begin = 0;
        end = 0;
    }

    private void drain(boolean atEnd) {
        while (begin < end) {
            if (between > 0) {
                int part = Math.min(between, end - begin);
                between -= part;
                advance(part);
            } else if (isInSync() || search(atEnd)) {
                if (end - begin < SIZE) {
                    return;
                }
                sink.onPacket(position, Unpooled.wrappedBuffer(pending, begin, SIZE));
                between = distance - SIZE;
                advance(SIZE);
            } else {
                return;
            }
        }
    }

    private boolean isInSync() {
        return distance != SEARCHING && pending[begin] == TsConstants.SYNC_BYTE;
    }

    /** Skips to where packets begin; false if more bytes must tell. */
    private boolean search(boolean atEnd) {
        while (begin < end) {
            if (pending[begin] == TsConstants.SYNC_BYTE) {
                for (int candidate : DISTANCES) {
                    if (repeats(candidate, atEnd)) {
                        distance = candidate;
                        return true;
                    }
                }
                if (!atEnd && mayRepeat()) {
                    return false;
                }
            }
            skip(1);
        }
        return false;
    }

    /** Whether sync bytes stand at this distance; at the end, as many as there can be. */
    private boolean repeats(int candidate, boolean atEnd) {
        for (int i = 1; i < SYNC_BYTES; i++) {
            int at = begin + i * candidate;
            if (at >= end) {
                return atEnd && end - begin >= SIZE;
            }
            if (pending[at] != TsConstants.SYNC_BYTE) {
                return false;
            }
        }
        return true;
    }

    /** Whether bytes that are still to come may show a distance. */
    private boolean mayRepeat() {
        for (int candidate : DISTANCES) {
            boolean matches = true;
            boolean missing = false;
            for (int i = 1; i < SYNC_BYTES; i++) {
                int at = begin + i * candidate;
                missing |= at >= end;
                matches &= at >= end || pending[at] == TsConstants.SYNC_BYTE;
            }
            if (matches && missing) {
                return true;
            }
        }
        return false;
    }

    private void skip(int bytes) {
        advance(bytes);
        counts.add(TsDrop.BYTES_SKIPPED, bytes);
    }

    private void advance(int bytes) {
        begin += bytes;
        position += bytes;
    }
}
