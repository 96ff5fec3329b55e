package io.millrace.media.flac;

import io.millrace.media.MalformedMediaException;

/** The header of a frame (RFC 9639, section 9.1). */
public final class FlacFrame {
    private static final int FIXED_BYTES = 4;
    private static final int MAX_CODED_NUMBER = 7;

    private FlacFrame() {}

    /** How many samples of each channel a frame holds. */
    public static int samples(byte[] frame) throws MalformedMediaException {
        if (frame.length <= FIXED_BYTES || (frame[0] & 0xFF) != 0xFF || (frame[1] & 0xFE) != 0xF8) {
            throw new MalformedMediaException("no FLAC frame sync code (RFC 9639, section 9.1)");
        }
        int code = (frame[2] & 0xF0) >> 4;
        return switch (code) {
            case 0 -> throw new MalformedMediaException("reserved FLAC block size (9.1.1)");
            case 1 -> 192;
            case 2, 3, 4, 5 -> 576 << (code - 2);
            case 6 -> 1 + number(frame, 1);
            case 7 -> 1 + number(frame, 2);
            default -> 256 << (code - 8);
        };
    }

    /** An uncommon block size stands behind the coded number (9.1.5, 9.1.6). */
    private static int number(byte[] frame, int bytes) throws MalformedMediaException {
        int ones = Integer.numberOfLeadingZeros(~(frame[FIXED_BYTES] << 24));
        int at = FIXED_BYTES + Math.max(1, ones);
        if (ones == 1 || ones > MAX_CODED_NUMBER || at + bytes > frame.length) {
            throw new MalformedMediaException("FLAC frame header is cut off (9.1.5)");
        }
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (frame[at + i] & 0xFF);
        }
        return value;
    }
}
