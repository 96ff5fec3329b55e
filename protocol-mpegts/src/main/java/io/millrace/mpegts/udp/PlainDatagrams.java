package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the packets in datagrams without RTP. Most senders put a whole number of packets into each,
 * which go on as they are. Some cut the stream anywhere (ffmpeg without {@code pkt_size} sends 1472
 * bytes): then the rest of a packet is looked for in the next datagram. Not thread-safe.
 */
final class PlainDatagrams {
    static final int PACKET_BYTES = 188;
    private static final int SYNC = 0x47;

    private final ReceiverCounters counters;
    private final UdpTsSink sink;
    private ByteBuf begun = Unpooled.EMPTY_BUFFER;

    PlainDatagrams(ReceiverCounters counters, UdpTsSink sink) {
        this.counters = counters;
        this.sink = sink;
    }

    /** Whether it is packets of 188 bytes from the first byte to the last. */
    static boolean isWhole(ByteBuf bytes) {
        return bytes.isReadable()
                && bytes.readableBytes() % PACKET_BYTES == 0
                && hasSyncs(bytes, 0);
    }

    /** Hands on a datagram of whole packets; false if it is not. */
    boolean readWhole(ByteBuf datagram) {
        if (!isWhole(datagram)) {
            return false;
        }
        forget();
        deliver(datagram);
        return true;
    }

    /** Hands on what goes on where the datagram before ended; false if it does not. */
    boolean readContinued(ByteBuf datagram) {
        int missing = PACKET_BYTES - begun.readableBytes();
        if (!begun.isReadable()
                || datagram.readableBytes() < missing
                || !hasSyncs(datagram, missing)) {
            return false;
        }
        ByteBuf joined = Unpooled.buffer(PACKET_BYTES).writeBytes(begun);
        deliver(joined.writeBytes(datagram, missing));
        begun = Unpooled.EMPTY_BUFFER;
        readFromSync(datagram);
        return true;
    }

    /** Hands on packets that begin anywhere in the datagram; false if there are none. */
    boolean readAnywhere(ByteBuf datagram) {
        int offset = firstSync(datagram);
        if (offset < 0) {
            return false;
        }
        forget();
        readFromSync(datagram.skipBytes(offset));
        return true;
    }

    private void readFromSync(ByteBuf datagram) {
        int whole = datagram.readableBytes() / PACKET_BYTES * PACKET_BYTES;
        if (whole > 0) {
            deliver(datagram.readSlice(whole));
        }
        if (datagram.isReadable()) {
            begun = Unpooled.buffer(datagram.readableBytes()).writeBytes(datagram);
        }
    }

    private void deliver(ByteBuf packets) {
        counters.packets().add(packets.readableBytes() / PACKET_BYTES);
        sink.onPackets(packets);
    }

    private void forget() {
        if (begun.isReadable()) {
            counters.tornPackets().increment();
            begun = Unpooled.EMPTY_BUFFER;
        }
    }

    /** Where packets begin, seen by at least two sync bytes; -1 if nowhere. */
    private static int firstSync(ByteBuf datagram) {
        int size = datagram.readableBytes();
        for (int offset = 0; offset < PACKET_BYTES && offset + PACKET_BYTES < size; offset++) {
            if (hasSyncs(datagram, offset)) {
                return offset;
            }
        }
        return -1;
    }

    private static boolean hasSyncs(ByteBuf datagram, int offset) {
        int start = datagram.readerIndex();
        for (int at = offset; at < datagram.readableBytes(); at += PACKET_BYTES) {
            if (datagram.getUnsignedByte(start + at) != SYNC) {
                return false;
            }
        }
        return true;
    }
}
