package io.millrace.srt.core;

import io.millrace.srt.wire.SequenceNumber;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that are not acknowledged yet, by sequence number: a ring that grows up to a limit. It
 * owns its datagrams. Not thread-safe.
 */
final class SendBuffer {
    private static final int INITIAL_PACKETS = 64;

    private final int limit;
    private @Nullable ByteBuf[] datagrams = new ByteBuf[INITIAL_PACKETS];
    private long[] originMicros = new long[INITIAL_PACKETS];
    private long[] sentMicros = new long[INITIAL_PACKETS];
    private int first;
    private int next;

    SendBuffer(int initialSequence, int limit) {
        first = initialSequence;
        next = initialSequence;
        this.limit = limit;
    }

    /** The oldest packet's number; {@link #next} when it is empty. */
    int first() {
        return first;
    }

    /** The number the next packet gets. */
    int next() {
        return next;
    }

    int size() {
        return SequenceNumber.distance(first, next);
    }

    boolean isFull() {
        return size() >= limit;
    }

    private int index(int sequence) {
        return sequence & (datagrams.length - 1);
    }

    /** Adds the packet that has the number {@link #next}; only when not full. */
    void add(ByteBuf datagram, long nowMicros) {
        if (size() == datagrams.length) {
            grow();
        }
        datagrams[index(next)] = datagram;
        originMicros[index(next)] = nowMicros;
        sentMicros[index(next)] = Long.MIN_VALUE;
        next = SequenceNumber.plus(next, 1);
    }

    private void grow() {
        int capacity = datagrams.length * 2;
        @Nullable ByteBuf[] newDatagrams = new ByteBuf[capacity];
        long[] newOrigins = new long[capacity];
        long[] newSent = new long[capacity];
        for (int sequence = first; sequence != next; sequence = SequenceNumber.plus(sequence, 1)) {
            newDatagrams[sequence & (capacity - 1)] = datagrams[index(sequence)];
            newOrigins[sequence & (capacity - 1)] = originMicros[index(sequence)];
            newSent[sequence & (capacity - 1)] = sentMicros[index(sequence)];
        }
        datagrams = newDatagrams;
        originMicros = newOrigins;
        sentMicros = newSent;
    }

    /** The datagram of a number between first and next; it stays the buffer's. */
    ByteBuf datagram(int sequence) {
        return Objects.requireNonNull(datagrams[index(sequence)]);
    }

    /** When the application gave it. */
    long originMicros(int sequence) {
        return originMicros[index(sequence)];
    }

    /** When it was last sent; {@link Long#MIN_VALUE} when never. */
    long sentMicros(int sequence) {
        return sentMicros[index(sequence)];
    }

    void setSent(int sequence, long nowMicros) {
        sentMicros[index(sequence)] = nowMicros;
    }

    /** Releases everything before a number that is at most {@link #next}. */
    void releaseBefore(int sequence) {
        while (SequenceNumber.isBefore(first, sequence)) {
            datagram(first).release();
            datagrams[index(first)] = null;
            first = SequenceNumber.plus(first, 1);
        }
    }
}
