package io.millrace.media.klv;

import io.millrace.media.MalformedMediaException;
import java.util.Arrays;

/** The framing of KLV: 16-byte keys, BER lengths (SMPTE ST 336, 4.1 and 4.2). */
public final class KlvItems {
    private static final int KEY_BYTES = 16;
    private static final int MAX_LENGTH_BYTES = 4;

    /** Bytes of metadata_AU_cell's header before its cell data (ISO/IEC 13818-1, 2.12.4.2). */
    private static final int CELL_HEADER = 5;

    private KlvItems() {}

    /** How many whole items these bytes are; they must end with one. */
    public static int count(byte[] data, int offset, int size) throws MalformedMediaException {
        int end = offset + size;
        int position = offset;
        int items = 0;
        while (position < end) {
            if (end - position <= KEY_BYTES) {
                throw new MalformedMediaException("KLV key is cut off (SMPTE ST 336, 4.1)");
            }
            position = endOfItem(data, position + KEY_BYTES, end);
            items++;
        }
        return items;
    }

    /** The length: short form up to 127, else the number of bytes that follow (4.2). */
    private static int endOfItem(byte[] data, int lengthAt, int end)
            throws MalformedMediaException {
        int first = data[lengthAt] & 0xFF;
        int position = lengthAt + 1;
        long length = first;
        if (first > 0x7F) {
            int bytes = first & 0x7F;
            if (bytes == 0 || bytes > MAX_LENGTH_BYTES || bytes > end - position) {
                throw new MalformedMediaException(
                        "KLV length of " + bytes + " bytes (SMPTE ST 336, 4.2)");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | (data[position++] & 0xFF);
            }
        }
        if (length > end - position) {
            throw new MalformedMediaException(
                    "KLV item of %d bytes, %d left (SMPTE ST 336, 4.2)"
                            .formatted(length, end - position));
        }
        return position + (int) length;
    }

    /**
     * The items of synchronous metadata: the cells of a PES packet of stream type 0x15, joined
     * (ISO/IEC 13818-1, 2.12.4; MISB ST 1402). One cell after the other, each whole.
     */
    public static byte[] ofCells(byte[] pes) throws MalformedMediaException {
        byte[] items = new byte[pes.length];
        int size = 0;
        int position = 0;
        while (position < pes.length) {
            if (pes.length - position < CELL_HEADER) {
                throw new MalformedMediaException("metadata_AU_cell is cut off (13818-1, 2.12.4)");
            }
            int length = (pes[position + 3] & 0xFF) << 8 | (pes[position + 4] & 0xFF);
            position += CELL_HEADER;
            if (length > pes.length - position) {
                throw new MalformedMediaException(
                        "metadata_AU_cell of %d bytes, %d left (13818-1, 2.12.4)"
                                .formatted(length, pes.length - position));
            }
            System.arraycopy(pes, position, items, size, length);
            position += length;
            size += length;
        }
        return Arrays.copyOf(items, size);
    }

    /** One cell of items: the payload of a PES packet of stream type 0x15. */
    public static byte[] toCell(byte[] items, int sequenceNumber) throws MalformedMediaException {
        if (items.length > 0xFFFF) {
            throw new MalformedMediaException(
                    "KLV of %d bytes is above a cell's 65,535".formatted(items.length));
        }
        byte[] cell = new byte[CELL_HEADER + items.length];
        cell[1] = (byte) sequenceNumber;
        cell[2] = (byte) 0xDF; // whole cell, no decoder configuration, random access, reserved
        cell[3] = (byte) (items.length >> 8);
        cell[4] = (byte) items.length;
        System.arraycopy(items, 0, cell, CELL_HEADER, items.length);
        return cell;
    }
}
