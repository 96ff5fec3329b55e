package io.millrace.media.h264;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits and joins access units in the two forms that carry NAL units: with lengths before them
 * (ISO/IEC 14496-15, 5.3.3; the canonical form of a unit's payload, with 4-byte lengths) and with
 * start codes (H.264, annex B). Empty NAL units are left out. For H.265 too.
 */
public final class NalUnits {
    /** Bytes of the length before each NAL unit in canonical payloads. */
    public static final int PREFIX_SIZE = 4;

    /** More NAL units than this in one access unit are taken for an attack. */
    public static final int MAX_COUNT = 2048;

    private static final int START_CODE = 1;

    private NalUnits() {}

    /** The NAL units of a canonical payload. They are views: the array must not change. */
    public static List<NalUnit> ofLengthPrefixed(byte[] payload) throws MalformedMediaException {
        return ofLengthPrefixed(payload, 0, payload.length, PREFIX_SIZE);
    }

    /** The NAL units of {@code size} bytes, with lengths of {@code prefixSize} (1 to 4) bytes. */
    public static List<NalUnit> ofLengthPrefixed(byte[] array, int offset, int size, int prefixSize)
            throws MalformedMediaException {
        if (prefixSize < 1 || prefixSize > 4) {
            throw new IllegalArgumentException("NAL unit lengths of " + prefixSize + " bytes");
        }
        List<NalUnit> units = new ArrayList<>();
        int end = offset + size;
        int position = offset;
        while (position < end) {
            long length = readLength(array, position, end, prefixSize);
            position += prefixSize;
            if (length > end - position) {
                throw new MalformedMediaException(
                        "NAL unit of %d bytes where %d are left (ISO/IEC 14496-15, 5.3.3)"
                                .formatted(length, end - position));
            }
            if (length > 0) {
                add(units, array, position, (int) length);
            }
            position += (int) length;
        }
        return units;
    }

    private static long readLength(byte[] array, int position, int end, int prefixSize)
            throws MalformedMediaException {
        if (end - position < prefixSize) {
            throw new MalformedMediaException("NAL unit length is cut off");
        }
        long length = 0;
        for (int i = 0; i < prefixSize; i++) {
            length = length << 8 | (array[position + i] & 0xFF);
        }
        return length;
    }

    /** The NAL units of a byte stream (annex B). They are views: the array must not change. */
    public static List<NalUnit> ofAnnexB(byte[] stream) throws MalformedMediaException {
        return ofAnnexB(stream, 0, stream.length);
    }

    /** Start codes have 3 bytes; zeros before one and at the end belong to no NAL unit (B.1). */
    public static List<NalUnit> ofAnnexB(byte[] array, int offset, int size)
            throws MalformedMediaException {
        List<NalUnit> units = new ArrayList<>();
        int end = offset + size;
        int codeAt = nextStartCode(array, offset, end);
        if (trimZeros(array, offset, codeAt) > offset) {
            throw new MalformedMediaException("bytes before the first start code (H.264, B.1)");
        }
        while (codeAt < end) {
            int begin = codeAt + 3;
            codeAt = nextStartCode(array, begin, end);
            int unitEnd = trimZeros(array, begin, codeAt);
            if (unitEnd > begin) {
                add(units, array, begin, unitEnd - begin);
            }
        }
        return units;
    }

    /** Index of the next 00 00 01 at or after {@code from}, or {@code end}. */
    private static int nextStartCode(byte[] array, int from, int end) {
        int third = from + 2;
        while (third < end) {
            byte value = array[third];
            if (value == 1 && array[third - 1] == 0 && array[third - 2] == 0) {
                return third - 2;
            }
            third += value == 0 ? 1 : 3;
        }
        return end;
    }

    private static int trimZeros(byte[] array, int begin, int end) {
        int trimmed = end;
        while (trimmed > begin && array[trimmed - 1] == 0) {
            trimmed--;
        }
        return trimmed;
    }

    private static void add(List<NalUnit> units, byte[] array, int offset, int size)
            throws MalformedMediaException {
        if (units.size() >= MAX_COUNT) {
            throw new MalformedMediaException(
                    "more than " + MAX_COUNT + " NAL units in an access unit");
        }
        units.add(new NalUnit(array, offset, size));
    }

    /** The canonical payload of these NAL units: 4-byte lengths. A new array. */
    public static byte[] toLengthPrefixed(List<NalUnit> units) {
        byte[] payload = new byte[sizeInBytes(units)];
        int position = 0;
        for (NalUnit unit : units) {
            int size = unit.size();
            payload[position] = (byte) (size >>> 24);
            payload[position + 1] = (byte) (size >>> 16);
            payload[position + 2] = (byte) (size >>> 8);
            payload[position + 3] = (byte) size;
            position += PREFIX_SIZE;
            System.arraycopy(unit.array(), unit.offset(), payload, position, size);
            position += size;
        }
        return payload;
    }

    /** The byte stream of these NAL units, with 4-byte start codes. A new array. */
    public static byte[] toAnnexB(List<NalUnit> units) {
        byte[] stream = new byte[sizeInBytes(units)];
        int position = 0;
        for (NalUnit unit : units) {
            stream[position + 3] = START_CODE;
            position += 4;
            System.arraycopy(unit.array(), unit.offset(), stream, position, unit.size());
            position += unit.size();
        }
        return stream;
    }

    /** Appends the byte stream of these NAL units, with 4-byte start codes, to {@code out}. */
    public static void writeAnnexB(List<NalUnit> units, ByteBuf out) {
        for (NalUnit unit : units) {
            out.writeInt(START_CODE);
            out.writeBytes(unit.array(), unit.offset(), unit.size());
        }
    }

    /** Bytes of these NAL units with a 4-byte length or start code before each. */
    public static int sizeInBytes(List<NalUnit> units) {
        long size = 0;
        for (NalUnit unit : units) {
            size += PREFIX_SIZE + (long) unit.size();
        }
        return Math.toIntExact(size);
    }
}
