package io.millrace.runtime.config;

import java.net.InetAddress;

/**
 * Addresses that share their first bits, as in {@code 10.0.0.0/8} (RFC 4632).
 *
 * @param prefixBits how many bits are shared
 */
public record IpRange(InetAddress address, int prefixBits) {
    /** Parses {@code ADDRESS} or {@code ADDRESS/BITS}; never asks a name server. */
    static IpRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int most = address.getAddress().length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(bits + " is not between 0 and " + most);
        }
        return new IpRange(address, bits);
    }

    /** Whether {@code peer} is one of them; an address of the other family never is. */
    public boolean contains(InetAddress peer) {
        byte[] mine = address.getAddress();
        byte[] theirs = peer.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixBits;
    }
}
