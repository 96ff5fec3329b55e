package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import java.util.Arrays;

/** A unit that comes in several packets of one timestamp. Bounded. Not thread-safe. */
final class Fragments {
    private final int limit;
    private byte[] content = new byte[0];
    private int size;
    private long timestamp;

    Fragments(RtpLimits limits) {
        this.limit = limits.accessUnitBytes();
    }

    /** Begins anew with these bytes. */
    void begin(byte[] data, int offset, int length, long at) throws MalformedMediaException {
        size = 0;
        timestamp = at;
        append(data, offset, length);
    }

    /** Whether a packet of this timestamp goes on with what is here. */
    boolean continuesAt(long at) {
        return size > 0 && at == timestamp;
    }

    void append(byte[] data, int offset, int length) throws MalformedMediaException {
        if (length < 0 || length > limit - size) {
            throw new MalformedMediaException("unit of more than " + limit + " bytes");
        }
        if (length > content.length - size) {
            content = Arrays.copyOf(content, Math.min(limit, Math.max(2 * size, size + length)));
        }
        System.arraycopy(data, offset, content, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    /** What was collected; nothing is left. */
    byte[] take() {
        byte[] whole = Arrays.copyOf(content, size);
        size = 0;
        return whole;
    }

    /** Whether there was anything to drop. */
    boolean drop() {
        boolean any = size > 0;
        size = 0;
        return any;
    }
}
