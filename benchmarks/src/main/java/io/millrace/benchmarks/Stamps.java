package io.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times of writing, carried inside the media as text: no start code or emulation can arise from it.
 * Both ends are in this JVM, so they share {@link System#nanoTime}.
 */
final class Stamps {
    private static final byte[] MAGIC = "MILLRACE-AT-".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 16;

    /** Bytes of one stamp. */
    static final int BYTES = MAGIC.length + DIGITS;

    private final List<Long> delaysNanos = new ArrayList<>();
    private byte[] carried = new byte[0];

    /** Puts the time of now. */
    static void put(byte[] target, int at) {
        System.arraycopy(MAGIC, 0, target, at, MAGIC.length);
        byte[] digits = "%016x".formatted(System.nanoTime()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, target, at + MAGIC.length, DIGITS);
    }

    /**
     * Takes bytes just read; stamps may be cut anywhere.
     *
     * @param count else they are only followed, not counted
     */
    void read(byte[] bytes, int length, boolean count) {
        long now = System.nanoTime();
        byte[] all = Arrays.copyOf(carried, carried.length + length);
        System.arraycopy(bytes, 0, all, carried.length, length);
        int at = 0;
        for (int found = find(all, at); found >= 0; found = find(all, at)) {
            at = found + BYTES;
            if (count) {
                String digits = new String(all, at - DIGITS, DIGITS, StandardCharsets.US_ASCII);
                delaysNanos.add(now - Long.parseUnsignedLong(digits, 16));
            }
        }
        carried = Arrays.copyOfRange(all, Math.max(at, all.length - BYTES + 1), all.length);
    }

    List<Long> delaysNanos() {
        return List.copyOf(delaysNanos);
    }

    /** The first whole stamp from {@code from} on, or -1. */
    private static int find(byte[] bytes, int from) {
        for (int i = from; i + BYTES <= bytes.length; i++) {
            if (bytes[i] == MAGIC[0]
                    && Arrays.equals(bytes, i, i + MAGIC.length, MAGIC, 0, MAGIC.length)) {
                return i;
            }
        }
        return -1;
    }
}
