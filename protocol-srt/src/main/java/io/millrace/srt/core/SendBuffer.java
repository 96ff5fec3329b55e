package io.millrace.srt.core;

import io.millrace.srt.wire.SequenceNumber;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packets that are not acknowledged yet, by sequence number: a ring that grows. A packet is a part
 * of a message's buffer, which is shared with whoever else sends it and never copied; the buffer is
 * owned from the message's first packet on, until its last is released. Not thread-safe.
 */
final class SendBuffer {
    private static final int INITIAL_PACKETS = 64;

    private @Nullable ByteBuf[] messages = new ByteBuf[INITIAL_PACKETS];
    private int[] offsets = new int[INITIAL_PACKETS];
    private int[] sizes = new int[INITIAL_PACKETS];
    private int[] flags = new int[INITIAL_PACKETS];
    private boolean[] last = new boolean[INITIAL_PACKETS];
    private long[] originMicros = new long[INITIAL_PACKETS];
    private long[] sentMicros = new long[INITIAL_PACKETS];
    private long bytes;
    private int first;
    private int next;

    SendBuffer(int initialSequence) {
        first = initialSequence;
        next = initialSequence;
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

    /** Of all payloads. */
    long bytes() {
        return bytes;
    }

    private int index(int sequence) {
        return sequence & (messages.length - 1);
    }

    /**
     * Adds the packet that has the number {@link #next}: a part of a message.
     *
     * @param packetFlags the second word of its header
     */
    void add(ByteBuf message, int offset, int size, int packetFlags, long nowMicros) {
        if (size() == messages.length) {
            grow();
        }
        int index = index(next);
        messages[index] = message;
        offsets[index] = offset;
        sizes[index] = size;
        flags[index] = packetFlags;
        last[index] = false;
        originMicros[index] = nowMicros;
        sentMicros[index] = Long.MIN_VALUE;
        bytes += size;
        next = SequenceNumber.plus(next, 1);
    }

    /** The packet that was added is the last of its message. */
    void endMessage() {
        last[index(SequenceNumber.plus(next, -1))] = true;
    }

    private void grow() {
        int from = index(first);
        int capacity = messages.length * 2;
        @Nullable ByteBuf[] newMessages = new ByteBuf[capacity];
        int[] newOffsets = new int[capacity];
        int[] newSizes = new int[capacity];
        int[] newFlags = new int[capacity];
        boolean[] newLast = new boolean[capacity];
        long[] newOrigins = new long[capacity];
        long[] newSent = new long[capacity];
        for (int offset = 0; offset < messages.length; offset++) {
            int old = (from + offset) & (messages.length - 1);
            int index = SequenceNumber.plus(first, offset) & (capacity - 1);
            newMessages[index] = messages[old];
            newOffsets[index] = offsets[old];
            newSizes[index] = sizes[old];
            newFlags[index] = flags[old];
            newLast[index] = last[old];
            newOrigins[index] = originMicros[old];
            newSent[index] = sentMicros[old];
        }
        messages = newMessages;
        offsets = newOffsets;
        sizes = newSizes;
        flags = newFlags;
        last = newLast;
        originMicros = newOrigins;
        sentMicros = newSent;
    }

    private ByteBuf message(int sequence) {
        return Objects.requireNonNull(messages[index(sequence)]);
    }

    int payloadBytes(int sequence) {
        return sizes[index(sequence)];
    }

    /** The second word of a packet's header. */
    int flags(int sequence) {
        return flags[index(sequence)];
    }

    /** Writes the payload of a number between first and next. */
    void writePayload(int sequence, ByteBuf out) {
        int index = index(sequence);
        out.writeBytes(message(sequence), offsets[index], sizes[index]);
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
            int index = index(first);
            if (last[index]) {
                message(first).release();
            }
            messages[index] = null;
            bytes -= sizes[index];
            first = SequenceNumber.plus(first, 1);
        }
    }
}
