package io.millrace.media;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with value equality: parameter sets and codec configurations. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Copies {@code content}. */
    public static Bytes copyOf(byte[] content) {
        return new Bytes(content.clone());
    }

    /** Parses hexadecimal digits, spaces allowed. */
    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    public int size() {
        return content.length;
    }

    /** The byte at {@code index}, 0 to 255. */
    public int unsignedByte(int index) {
        return content[index] & 0xFF;
    }

    /** A copy of the content. */
    public byte[] toByteArray() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** Lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
