package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * One RTP packet (RFC 3550, section 5.1). CSRCs, header extension and padding are passed over.
 *
 * @param payloadType 0 to 127
 * @param sequenceNumber 0 to 65,535
 * @param timestamp 0 to 2^32 - 1, as on the wire
 * @param ssrc 0 to 2^32 - 1
 * @param payload a slice of the buffer that was parsed: borrowed, valid as long as that is
 */
public record RtpPacket(
        int payloadType,
        boolean marker,
        int sequenceNumber,
        long timestamp,
        long ssrc,
        ByteBuf payload) {
    /** Bytes of a header without CSRCs and extension. */
    public static final int HEADER_SIZE = 12;

    private static final int VERSION_2 = 0x80;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int MARKER = 0x80;

    /** Parses what is readable, without moving the reader index. */
    public static RtpPacket parse(ByteBuf packet) throws MalformedMediaException {
        ByteBuf rest = packet.slice();
        require(rest, HEADER_SIZE, "header");
        int first = rest.readUnsignedByte();
        if ((first & 0xC0) != VERSION_2) {
            throw new MalformedMediaException(
                    "RTP version " + (first >> 6) + " (RFC 3550, section 5.1)");
        }
        int second = rest.readUnsignedByte();
        int sequenceNumber = rest.readUnsignedShort();
        long timestamp = rest.readUnsignedInt();
        long ssrc = rest.readUnsignedInt();
        skip(rest, 4 * (first & 0x0F), "CSRCs");
        if ((first & EXTENSION) != 0) {
            require(rest, 4, "extension header");
            rest.skipBytes(2);
            skip(rest, 4 * rest.readUnsignedShort(), "extension");
        }
        int size = rest.readableBytes();
        if ((first & PADDING) != 0) {
            size -= paddingSize(rest);
        }
        return new RtpPacket(
                second & 0x7F,
                (second & MARKER) != 0,
                sequenceNumber,
                timestamp,
                ssrc,
                rest.slice(rest.readerIndex(), size));
    }

    /** Writes header and payload; the payload's reader index is not moved. */
    public void write(ByteBuf out) {
        writeHeader(payloadType, marker, sequenceNumber, timestamp, ssrc, out);
        out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /** Writes a header of {@link #HEADER_SIZE} bytes; the payload is to follow. */
    public static void writeHeader(
            int payloadType,
            boolean marker,
            int sequenceNumber,
            long timestamp,
            long ssrc,
            ByteBuf out) {
        out.writeByte(VERSION_2);
        out.writeByte((marker ? MARKER : 0) | payloadType);
        out.writeShort(sequenceNumber);
        out.writeInt((int) timestamp);
        out.writeInt((int) ssrc);
    }

    private static int paddingSize(ByteBuf rest) throws MalformedMediaException {
        require(rest, 1, "padding");
        int size = rest.getUnsignedByte(rest.writerIndex() - 1);
        require(rest, Math.max(size, 1), "padding");
        return size;
    }

    private static void skip(ByteBuf rest, int size, String what) throws MalformedMediaException {
        require(rest, size, what);
        rest.skipBytes(size);
    }

    private static void require(ByteBuf rest, int size, String what)
            throws MalformedMediaException {
        if (rest.readableBytes() < size) {
            throw new MalformedMediaException(
                    "RTP %s needs %d bytes, has %d (RFC 3550, section 5)"
                            .formatted(what, size, rest.readableBytes()));
        }
    }
}
