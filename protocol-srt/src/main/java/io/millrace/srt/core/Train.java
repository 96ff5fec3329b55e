package io.millrace.srt.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Data packets of one size that leave together: they are written one behind the other into one
 * buffer, so that the system can be given them at once (UDP generic segmentation offload). A
 * shorter packet ends a train. Not thread-safe.
 */
final class Train {
    /** Linux segments 64 datagrams at once, of 64 KB in all. */
    private static final int MAX_BYTES = 60_000;

    private static final int MAX_DATAGRAMS = 60;

    private final DatagramOutput output;
    private @Nullable ByteBuf datagrams;
    private int datagramBytes;
    private boolean complete;

    Train(DatagramOutput output) {
        this.output = output;
    }

    /**
     * Where to write the next packet.
     *
     * @param bytes of the packet
     * @param packets how many may be coming, this one included
     */
    ByteBuf place(int bytes, int packets) {
        if (complete || bytes > datagramBytes || size() + bytes > capacity()) {
            depart();
        }
        @Nullable ByteBuf current = datagrams;
        if (current == null) {
            int room = Math.min(Math.max(packets, 1), MAX_DATAGRAMS) * bytes;
            current =
                    ByteBufAllocator.DEFAULT.directBuffer(
                            Math.max(bytes, Math.min(room, MAX_BYTES)));
            datagrams = current;
            datagramBytes = bytes;
        }
        complete = bytes < datagramBytes;
        return current;
    }

    private int size() {
        return datagrams == null ? 0 : datagrams.readableBytes();
    }

    private int capacity() {
        return Math.min(MAX_BYTES, datagramBytes * MAX_DATAGRAMS);
    }

    /** Sends what is written. */
    void depart() {
        @Nullable ByteBuf current = datagrams;
        if (current != null) {
            datagrams = null;
            complete = false;
            output.transmit(current, datagramBytes);
        }
    }
}
