package io.millrace.srt.wire;

import java.net.InetAddress;

/**
 * The address field of a handshake: four 32-bit words, an IPv4 address in the first of them, every
 * word with its lowest byte first as libsrt writes it.
 */
public record PeerAddress(int first, int second, int third, int fourth) {
    /** No address. */
    public static final PeerAddress NONE = new PeerAddress(0, 0, 0, 0);

    /** Of an IPv4 or IPv6 address. */
    public static PeerAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? new PeerAddress(word(bytes, 0), 0, 0, 0)
                : new PeerAddress(word(bytes, 0), word(bytes, 4), word(bytes, 8), word(bytes, 12));
    }

    private static int word(byte[] bytes, int index) {
        return (bytes[index] & 0xFF)
                | (bytes[index + 1] & 0xFF) << 8
                | (bytes[index + 2] & 0xFF) << 16
                | (bytes[index + 3] & 0xFF) << 24;
    }
}
