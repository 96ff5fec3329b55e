package io.millrace.rtsp.tunnel;

import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads base64 (RFC 4648, section 4) as it comes in, cut anywhere. Clients encode each request for
 * itself, so that padding stands in the middle of the stream; line breaks are passed over. Not
 * thread-safe.
 */
public final class Base64Reader {
    private static final int GROUP = 4;
    private static final int BITS = 6;
    private static final int PAD = '=';
    private static final byte[] VALUES = values();

    private int bits;
    private int digits;
    private int pads;

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    /** The most bytes that come out of {@code size} characters. */
    public static int mostBytes(int size) {
        return (size + GROUP) / GROUP * 3;
    }

    /**
     * Consumes all of {@code in}; a group that is not whole is kept for the next call.
     *
     * @param out takes what is decoded
     * @throws RtspException at what is no base64; nothing can be read after it
     */
    public void read(ByteBuf in, ByteBuf out) throws RtspException {
        byte[] characters = new byte[in.readableBytes()];
        in.readBytes(characters);
        byte[] plain = new byte[mostBytes(characters.length)];
        int size = 0;
        for (byte next : characters) {
            add(next & 0xFF);
            if (digits + pads == GROUP) {
                size = takeGroup(plain, size);
            }
        }
        out.writeBytes(plain, 0, size);
    }

    private void add(int next) throws RtspException {
        if (next == PAD) {
            pads++;
            requirePlace();
        } else if (next > ' ') {
            addDigit(next);
        }
    }

    private void requirePlace() throws RtspException {
        if (digits < 2) {
            throw malformed("padding after " + digits + " characters");
        }
    }

    private void addDigit(int character) throws RtspException {
        int value = character < VALUES.length ? VALUES[character] : -1;
        if (value < 0 || pads > 0) {
            throw malformed("character " + character);
        }
        bits = bits << BITS | value;
        digits++;
    }

    /** Writes the group's bytes at {@code at}; where the next ones go. */
    private int takeGroup(byte[] plain, int at) {
        int whole = bits << (BITS * pads);
        int size = digits - 1;
        for (int i = 0; i < size; i++) {
            plain[at + i] = (byte) (whole >> (16 - 8 * i));
        }
        bits = 0;
        digits = 0;
        pads = 0;
        return at + size;
    }

    private static RtspException malformed(String what) {
        return new RtspException(
                Status.BAD_REQUEST,
                RtspException.Scope.CONNECTION,
                "the tunnel's base64 has " + what);
    }
}
