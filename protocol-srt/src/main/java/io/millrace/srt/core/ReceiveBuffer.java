package io.millrace.srt.core;

import io.millrace.srt.wire.SequenceNumber;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Payloads that wait for their time, by sequence number: a ring that grows up to a limit. Its
 * window starts at the next packet to deliver. It owns its payloads. Not thread-safe.
 */
final class ReceiveBuffer {
    private static final int INITIAL_PACKETS = 64;

    private final int limit;
    private @Nullable ByteBuf[] payloads = new ByteBuf[INITIAL_PACKETS];
    private long[] timestamps = new long[INITIAL_PACKETS];
    private long bytes;
    private int next;

    ReceiveBuffer(int initialSequence, int limit) {
        next = initialSequence;
        this.limit = Math.max(INITIAL_PACKETS, Integer.highestOneBit(limit * 2 - 1));
    }

    /** The next packet to deliver. */
    int next() {
        return next;
    }

    /** Of all payloads. */
    long bytes() {
        return bytes;
    }

    int limit() {
        return limit;
    }

    /** Whether a number lies in the window that the limit allows. */
    boolean hasPlaceFor(int sequence) {
        int distance = SequenceNumber.distance(next, sequence);
        return distance >= 0 && distance < limit;
    }

    boolean contains(int sequence) {
        return SequenceNumber.distance(next, sequence) < payloads.length
                && payloads[index(sequence)] != null;
    }

    private int index(int sequence) {
        return sequence & (payloads.length - 1);
    }

    /** Takes a payload over; only where there is a place that is empty. */
    void put(int sequence, ByteBuf payload, long timestamp) {
        while (SequenceNumber.distance(next, sequence) >= payloads.length) {
            grow();
        }
        bytes += payload.readableBytes();
        payloads[index(sequence)] = payload;
        timestamps[index(sequence)] = timestamp;
    }

    private void grow() {
        int capacity = payloads.length * 2;
        @Nullable ByteBuf[] newPayloads = new ByteBuf[capacity];
        long[] newTimestamps = new long[capacity];
        for (int offset = 0; offset < payloads.length; offset++) {
            int sequence = SequenceNumber.plus(next, offset);
            newPayloads[sequence & (capacity - 1)] = payloads[index(sequence)];
            newTimestamps[sequence & (capacity - 1)] = timestamps[index(sequence)];
        }
        payloads = newPayloads;
        timestamps = newTimestamps;
    }

    /** The unwrapped timestamp of a packet that is there. */
    long timestamp(int sequence) {
        return timestamps[index(sequence)];
    }

    /** Gives the next packet away, which has to be there, and moves on. */
    ByteBuf take() {
        ByteBuf payload = Objects.requireNonNull(payloads[index(next)]);
        payloads[index(next)] = null;
        bytes -= payload.readableBytes();
        next = SequenceNumber.plus(next, 1);
        return payload;
    }

    /** Moves on to a packet, over places that are empty. */
    void skipTo(int sequence) {
        next = sequence;
    }
}
