package io.millrace.media.h264;

import io.millrace.media.MalformedMediaException;
import java.util.Arrays;

/**
 * Cuts a byte stream (H.264, annex B) that comes in pieces of any size into access units
 * (7.4.1.2.3). An access unit is known to be whole when the next one begins. Not thread-safe.
 */
public final class AnnexBReader {
    private static final int START_CODE_SIZE = 3;
    private static final int FIRST_BYTES = 64 << 10;

    private final int maxBytes;
    private final Sink sink;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;
    private int searched;
    private boolean hasSlice;

    /** What comes out. */
    @FunctionalInterface
    public interface Sink {
        void onAccessUnit(AccessUnit accessUnit) throws MalformedMediaException;
    }

    /**
     * A reader at the beginning of a stream.
     *
     * @param maxBytes of an access unit
     */
    public AnnexBReader(int maxBytes, Sink sink) {
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    /**
     * Takes the first {@code length} bytes of a piece; they are copied.
     *
     * @throws MalformedMediaException if an access unit breaks the format or is too long; nothing
     *     can be read after that
     */
    public void read(byte[] piece, int length) throws MalformedMediaException {
        if (length > maxBytes - size) {
            throw new MalformedMediaException("an access unit of more than " + maxBytes + " bytes");
        }
        if (length > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, 2L * (size + length)));
        }
        System.arraycopy(piece, 0, bytes, size, length);
        size += length;
        search();
    }

    /** Nothing more comes: what there is is whole. */
    public void finish() throws MalformedMediaException {
        emit(size);
        size = 0;
    }

    /** Looks at every NAL unit whose first two bytes are there. */
    private void search() throws MalformedMediaException {
        int at = searched;
        while (at + START_CODE_SIZE + 2 <= size) {
            boolean code = bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1;
            if (code && beginsAccessUnit(at + START_CODE_SIZE)) {
                emit(at);
                System.arraycopy(bytes, at, bytes, 0, size - at);
                size -= at;
                at = 0;
            }
            at += code ? START_CODE_SIZE : 1;
        }
        searched = at;
    }

    private void emit(int end) throws MalformedMediaException {
        byte[] whole = Arrays.copyOf(bytes, end);
        AccessUnit accessUnit = AccessUnit.of(NalUnits.ofAnnexB(whole));
        if (accessUnit.hasPicture()) {
            sink.onAccessUnit(accessUnit);
        }
    }

    private boolean beginsAccessUnit(int at) {
        int type = bytes[at] & 0x1F;
        boolean firstOfPicture = (bytes[at + 1] & 0x80) != 0; // first_mb_in_slice is 0
        boolean begins =
                hasSlice
                        && switch (type) {
                            case NalUnitType.SLICE,
                                    NalUnitType.SLICE_PARTITION_A,
                                    NalUnitType.IDR_SLICE ->
                                    firstOfPicture;
                            case NalUnitType.SEI,
                                    NalUnitType.SPS,
                                    NalUnitType.PPS,
                                    NalUnitType.ACCESS_UNIT_DELIMITER ->
                                    true;
                            default -> false;
                        };
        hasSlice = NalUnitType.isPicture(type) || (hasSlice && !begins);
        return begins;
    }
}
