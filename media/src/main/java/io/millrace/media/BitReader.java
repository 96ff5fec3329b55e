package io.millrace.media;

/**
 * Reads bits, most significant first, as H.264 (7.2, 9.1) and ISO/IEC 14496-3 write them. Reading
 * past the end throws. Borrows its array. Not thread-safe.
 */
public final class BitReader {
    private final byte[] content;
    private final int endBit;
    private int position;

    public BitReader(byte[] content) {
        this(content, 0, content.length);
    }

    public BitReader(byte[] content, int offset, int size) {
        if (offset < 0 || size < 0 || size > content.length - offset || size > 1 << 27) {
            throw new IllegalArgumentException(offset + "+" + size + " of " + content.length);
        }
        this.content = content;
        this.position = offset * 8;
        this.endBit = (offset + size) * 8;
    }

    /** A reader of the same bits, at the same place. */
    public BitReader copy() {
        BitReader copy = new BitReader(content, 0, endBit / 8);
        copy.position = position;
        return copy;
    }

    public int remainingBits() {
        return endBit - position;
    }

    /** One bit: u(1). */
    public boolean flag() throws MalformedMediaException {
        return bits(1) != 0;
    }

    /** An unsigned number of at most 31 bits: u(n). */
    public int bits(int count) throws MalformedMediaException {
        if (count < 0 || count > 31) {
            throw new IllegalArgumentException(count + " bits");
        }
        require(count);
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | (content[position >> 3] >> (7 - (position & 7)) & 1);
            position++;
        }
        return value;
    }

    /** An unsigned number of 32 bits. */
    public long unsigned32() throws MalformedMediaException {
        return (long) bits(16) << 16 | bits(16);
    }

    public void skip(int count) throws MalformedMediaException {
        require(count);
        position += count;
    }

    /** Exp-Golomb ue(v), up to 2^31 - 2 (H.264, 9.1). */
    public int unsignedGolomb() throws MalformedMediaException {
        int leadingZeros = 0;
        while (!flag()) {
            leadingZeros++;
            if (leadingZeros > 30) {
                throw new MalformedMediaException("Exp-Golomb code too long (H.264, 9.1)");
            }
        }
        return (1 << leadingZeros) - 1 + bits(leadingZeros);
    }

    /** Exp-Golomb se(v) (H.264, 9.1.1). */
    public int signedGolomb() throws MalformedMediaException {
        int code = unsignedGolomb();
        return (code & 1) == 0 ? -(code >> 1) : (code >> 1) + 1;
    }

    /** An unsigned Exp-Golomb number that may not exceed {@code maximum}. */
    public int unsignedGolomb(int maximum, String what) throws MalformedMediaException {
        int value = unsignedGolomb();
        if (value > maximum) {
            throw new MalformedMediaException(what + " is " + value + ", above " + maximum);
        }
        return value;
    }

    /** Skips to the next byte boundary, counted from the array's start. */
    public void alignToByte() {
        position = Math.min((position + 7) & ~7, endBit);
    }

    private void require(int count) throws MalformedMediaException {
        if (count < 0 || count > remainingBits()) {
            throw new MalformedMediaException(
                    "needs " + count + " bits, has " + remainingBits() + " left");
        }
    }
}
