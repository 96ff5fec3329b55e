package io.millrace.stream;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a proxy writes before a connection's own bytes: whom it connects (HAProxy, "The PROXY
 * protocol", versions 1 and 2).
 *
 * @param source the peer; empty where the proxy speaks for itself, or does not know
 */
public record ProxyHeader(Optional<InetSocketAddress> source) {
    private static final byte[] SIGNATURE = {
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
    };
    private static final byte[] WORD = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LINE = 107;
    private static final int FIXED_BYTES = 16;
    private static final int MOST_REST_BYTES = 4_096;
    private static final int LOCAL = 0x20;
    private static final int PROXIED = 0x21;
    private static final int TCP_4 = 0x11;
    private static final int TCP_6 = 0x21;
    private static final int MAX_PORT = 65_535;

    /** What a trusted proxy sent is no such header. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String what) {
            super("no PROXY header: " + what);
        }
    }

    /**
     * Takes a header off the front; what follows it stays.
     *
     * @return empty if more bytes are needed; nothing is consumed then
     */
    public static Optional<ProxyHeader> decode(ByteBuf in) throws MalformedException {
        if (!in.isReadable()) {
            return Optional.empty();
        }
        if (in.getByte(in.readerIndex()) == SIGNATURE[0]) {
            return requireStart(in, SIGNATURE) ? decodeBinary(in) : Optional.empty();
        }
        return requireStart(in, WORD) ? decodeLine(in) : Optional.empty();
    }

    /** Whether all of it is there. */
    private static boolean requireStart(ByteBuf in, byte[] start) throws MalformedException {
        int known = Math.min(start.length, in.readableBytes());
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != start[i]) {
                throw new MalformedException("begins with other bytes");
            }
        }
        return known == start.length;
    }

    /** Version 1: {@code PROXY TCP4 10.0.0.1 10.0.0.2 50000 554}, and CR LF. */
    private static Optional<ProxyHeader> decodeLine(ByteBuf in) throws MalformedException {
        int end = lineEnd(in);
        if (end < 0 && in.readableBytes() < LONGEST_LINE) {
            return Optional.empty();
        }
        if (end < 0 || end + 2 > LONGEST_LINE) {
            throw new MalformedException("its line is too long");
        }
        String line = in.readCharSequence(end, StandardCharsets.US_ASCII).toString();
        in.skipBytes(2);
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return Optional.of(new ProxyHeader(Optional.empty()));
        }
        boolean known = words[1].equals("TCP4") || words[1].equals("TCP6");
        if (!known || words.length != 6) {
            throw new MalformedException("its line has other words");
        }
        return Optional.of(new ProxyHeader(Optional.of(source(words[2], words[4]))));
    }

    /** Bytes before CR LF; -1 where that is not there. */
    private static int lineEnd(ByteBuf in) {
        int lineFeed = in.bytesBefore((byte) 10);
        boolean ended = lineFeed > 0 && in.getByte(in.readerIndex() + lineFeed - 1) == 13;
        return ended ? lineFeed - 1 : -1;
    }

    private static InetSocketAddress source(String address, String port) throws MalformedException {
        try {
            int number = Integer.parseInt(port);
            if (number < 0 || number > MAX_PORT) {
                throw new MalformedException("port " + number);
            }
            return new InetSocketAddress(InetAddress.ofLiteral(address), number);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("no address and port");
        }
    }

    /** Version 2; what follows the addresses (TLVs) is passed over. */
    private static Optional<ProxyHeader> decodeBinary(ByteBuf in) throws MalformedException {
        if (in.readableBytes() < FIXED_BYTES) {
            return Optional.empty();
        }
        int start = in.readerIndex();
        int rest = in.getUnsignedShort(start + 14);
        if (rest > MOST_REST_BYTES) {
            throw new MalformedException(rest + " bytes; at most " + MOST_REST_BYTES);
        }
        if (in.readableBytes() < FIXED_BYTES + rest) {
            return Optional.empty();
        }
        int command = in.getUnsignedByte(start + 12);
        int family = in.getUnsignedByte(start + 13);
        ByteBuf addresses = in.skipBytes(FIXED_BYTES).readSlice(rest);
        return switch (command) {
            case LOCAL -> Optional.of(new ProxyHeader(Optional.empty()));
            case PROXIED -> Optional.of(new ProxyHeader(source(family, addresses)));
            default -> throw new MalformedException("version and command " + command);
        };
    }

    private static Optional<InetSocketAddress> source(int family, ByteBuf addresses)
            throws MalformedException {
        int bytes =
                switch (family) {
                    case TCP_4 -> 4;
                    case TCP_6 -> 16;
                    default -> 0;
                };
        if (bytes == 0) {
            return Optional.empty();
        }
        if (addresses.readableBytes() < 2 * bytes + 4) {
            throw new MalformedException("its addresses are cut off");
        }
        byte[] address = new byte[bytes];
        addresses.readBytes(address).skipBytes(bytes);
        try {
            return Optional.of(
                    new InetSocketAddress(
                            InetAddress.getByAddress(address), addresses.readUnsignedShort()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
