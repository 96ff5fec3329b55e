package io.millrace.media.h264;

import io.millrace.media.Bytes;
import java.util.Arrays;

/**
 * A NAL unit, header byte included, without start code or length: a view of {@code size} bytes of a
 * shared array that nobody writes to. At least one byte.
 */
public record NalUnit(byte[] array, int offset, int size) {
    public NalUnit {
        if (offset < 0 || size < 1 || size > array.length - offset) {
            throw new IllegalArgumentException(offset + "+" + size + " of " + array.length);
        }
    }

    /** A view of a whole array. */
    public static NalUnit of(byte[] array) {
        return new NalUnit(array, 0, array.length);
    }

    public static NalUnit of(Bytes bytes) {
        return of(bytes.toByteArray());
    }

    /** nal_unit_type, see {@link NalUnitType}. */
    public int type() {
        return array[offset] & 0x1F;
    }

    /** nal_ref_idc: 0 if no other picture refers to this one. */
    public int referenceIdc() {
        return array[offset] >> 5 & 3;
    }

    /** The byte at {@code index} of this unit, 0 to 255. */
    public int unsignedByte(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index + " of " + size);
        }
        return array[offset + index] & 0xFF;
    }

    /** A copy. */
    public Bytes toBytes() {
        return Bytes.copyOf(Arrays.copyOfRange(array, offset, offset + size));
    }

    /**
     * The raw byte sequence payload: what follows the header byte, at most {@code limit} bytes of
     * it, without emulation prevention bytes (7.3.1).
     */
    public byte[] rbsp(int limit) {
        return rbsp(1, limit);
    }

    /** Likewise, of a NAL unit with a header of {@code headerBytes}: H.265 has 2. */
    public byte[] rbsp(int headerBytes, int limit) {
        byte[] raw = new byte[Math.clamp((long) size - headerBytes, 0, limit)];
        int length = 0;
        int zeros = 0;
        for (int i = headerBytes; i < size && length < raw.length; i++) {
            byte value = array[offset + i];
            if (zeros >= 2 && value == 3) {
                zeros = 0;
                continue;
            }
            zeros = value == 0 ? zeros + 1 : 0;
            raw[length++] = value;
        }
        return length == raw.length ? raw : Arrays.copyOf(raw, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NalUnit that
                && Arrays.equals(
                        array,
                        offset,
                        offset + size,
                        that.array,
                        that.offset,
                        that.offset + that.size);
    }

    @Override
    public int hashCode() {
        return toBytes().hashCode();
    }

    @Override
    public String toString() {
        return "NalUnit[type %d, %d bytes]".formatted(type(), size);
    }
}
