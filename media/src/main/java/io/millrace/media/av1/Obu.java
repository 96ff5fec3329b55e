package io.millrace.media.av1;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an open bitstream unit is in an array (AV1 Bitstream & Decoding Process Specification,
 * 5.3).
 *
 * @param type obu_type
 * @param offset of its header
 * @param headerSize header and extension, without size field
 * @param payloadAt where the payload begins
 * @param payloadSize bytes of it
 */
public record Obu(int type, int offset, int headerSize, int payloadAt, int payloadSize) {
    public static final int SEQUENCE_HEADER = 1;
    public static final int TEMPORAL_DELIMITER = 2;
    public static final int FRAME_HEADER = 3;
    public static final int TILE_GROUP = 4;
    public static final int METADATA = 5;
    public static final int FRAME = 6;
    public static final int REDUNDANT_FRAME_HEADER = 7;
    public static final int TILE_LIST = 8;
    public static final int PADDING = 15;

    /** obu_has_size_field. */
    public static final int HAS_SIZE = 0x02;

    private static final int FORBIDDEN = 0x80;
    private static final int HAS_EXTENSION = 0x04;
    private static final int MAX_LEB128_BYTES = 8;

    /** More than any temporal unit has. */
    private static final int MAX_OBUS = 4_096;

    /** The type in a header's first byte. */
    public static int typeOf(int header) {
        return header >> 3 & 0xF;
    }

    /** All OBUs of a low-overhead bitstream (5.2): one without size field reaches to the end. */
    public static List<Obu> all(byte[] data) throws MalformedMediaException {
        List<Obu> obus = new ArrayList<>();
        int at = 0;
        while (at < data.length) {
            Obu obu = read(data, at, data.length);
            if (obus.size() == MAX_OBUS) {
                throw new MalformedMediaException("more than " + MAX_OBUS + " OBUs");
            }
            obus.add(obu);
            at = obu.end();
        }
        return obus;
    }

    /** The OBU at an index, of an array that ends at {@code end}. */
    public static Obu read(byte[] data, int at, int end) throws MalformedMediaException {
        int header = byteAt(data, at, end);
        if ((header & FORBIDDEN) != 0) {
            throw new MalformedMediaException("OBU with forbidden bit (5.3.2)");
        }
        int headerSize = (header & HAS_EXTENSION) != 0 ? 2 : 1;
        int position = at + headerSize;
        if (position > end) {
            throw new MalformedMediaException("OBU header is cut off (5.3.2)");
        }
        if ((header & HAS_SIZE) == 0) {
            return new Obu(typeOf(header), at, headerSize, position, end - position);
        }
        long size = 0;
        for (int i = 0; ; i++) {
            if (i == MAX_LEB128_BYTES) {
                throw new MalformedMediaException("leb128 of more than 8 bytes (4.10.5)");
            }
            int next = byteAt(data, position++, end);
            size |= (next & 0x7FL) << (7 * i);
            if ((next & 0x80) == 0) {
                break;
            }
        }
        if (size > end - position) {
            throw new MalformedMediaException(
                    "OBU of %d bytes, %d left (5.3.1)".formatted(size, end - position));
        }
        return new Obu(typeOf(header), at, headerSize, position, (int) size);
    }

    private static int byteAt(byte[] data, int at, int end) throws MalformedMediaException {
        if (at >= end) {
            throw new MalformedMediaException("OBU is cut off (5.3.1)");
        }
        return data[at] & 0xFF;
    }

    public int end() {
        return payloadAt + payloadSize;
    }

    /** Whether samples of files, and our units, keep it (AV1 in ISOBMFF, 2.4). */
    public boolean isKept() {
        return type != TEMPORAL_DELIMITER && type != TILE_LIST && type != PADDING;
    }

    /** Bytes of header and payload without size field. */
    public int bareSize() {
        return headerSize + payloadSize;
    }

    /** Writes header and payload without size field. */
    public void copyBare(byte[] data, byte[] out, int at) {
        System.arraycopy(data, offset, out, at, headerSize);
        out[at] &= (byte) ~HAS_SIZE;
        System.arraycopy(data, payloadAt, out, at + headerSize, payloadSize);
    }

    /** Bytes of header, size field and payload. */
    public int sizedSize() {
        return bareSize() + leb128Size(payloadSize);
    }

    /** Writes header, size field in its shortest form, and payload; tells where it ends. */
    public int copySized(byte[] data, byte[] out, int at) {
        System.arraycopy(data, offset, out, at, headerSize);
        out[at] |= HAS_SIZE;
        int payload = writeLeb128(payloadSize, out, at + headerSize);
        System.arraycopy(data, payloadAt, out, payload, payloadSize);
        return payload + payloadSize;
    }

    /** Bytes of the shortest leb128 of a number (4.10.5). */
    public static int leb128Size(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    /** Writes a leb128; tells where it ends. */
    public static int writeLeb128(int value, byte[] out, int at) {
        int position = at;
        int rest = value;
        while (rest > 0x7F) {
            out[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[position++] = (byte) rest;
        return position;
    }
}
