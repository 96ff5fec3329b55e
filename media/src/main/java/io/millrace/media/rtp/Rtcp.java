package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.RtcpPacket.ReportBlock;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes RTCP compound packets (RFC 3550, sections 6.1 to 6.6). */
public final class Rtcp {
    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int SOURCE_DESCRIPTION = 202;
    private static final int BYE = 203;
    private static final int CNAME = 1;
    private static final int VERSION_2 = 0x80;
    private static final int PADDING = 0x20;
    private static final int HEADER_SIZE = 4;
    private static final int BLOCK_SIZE = 24;
    private static final int MAX_PACKETS = 64;
    private static final int MAX_COUNT = 31;

    private Rtcp() {}

    /** Whether a datagram is RTCP, where RTP comes on the same port (RFC 5761, section 4). */
    public static boolean isRtcp(ByteBuf datagram) {
        if (datagram.readableBytes() < 2) {
            return false;
        }
        int type = datagram.getUnsignedByte(datagram.readerIndex() + 1);
        return type >= 192 && type <= 223;
    }

    /** Parses all packets of a compound packet, without moving the reader index. */
    public static List<RtcpPacket> parse(ByteBuf compound) throws MalformedMediaException {
        ByteBuf rest = compound.slice();
        List<RtcpPacket> packets = new ArrayList<>();
        while (rest.isReadable() && packets.size() < MAX_PACKETS) {
            require(rest, HEADER_SIZE, "header");
            int first = rest.readUnsignedByte();
            int type = rest.readUnsignedByte();
            int size = 4 * rest.readUnsignedShort();
            if ((first & 0xC0) != VERSION_2) {
                throw new MalformedMediaException("RTCP version " + (first >> 6));
            }
            require(rest, size, "packet");
            ByteBuf body = rest.readSlice(size);
            if ((first & PADDING) != 0) {
                removePadding(body);
            }
            packets.add(parseBody(type, first & MAX_COUNT, body));
        }
        return packets;
    }

    private static RtcpPacket parseBody(int type, int count, ByteBuf body)
            throws MalformedMediaException {
        return switch (type) {
            case SENDER_REPORT -> senderReport(count, body);
            case RECEIVER_REPORT -> {
                require(body, 4, "receiver report");
                yield new RtcpPacket.ReceiverReport(body.readUnsignedInt(), blocks(count, body));
            }
            case SOURCE_DESCRIPTION -> sourceDescription(count, body);
            case BYE -> bye(count, body);
            default -> new RtcpPacket.Other(type);
        };
    }

    private static RtcpPacket senderReport(int count, ByteBuf body) throws MalformedMediaException {
        require(body, 24, "sender report");
        return new RtcpPacket.SenderReport(
                body.readUnsignedInt(),
                body.readLong(),
                body.readUnsignedInt(),
                body.readUnsignedInt(),
                body.readUnsignedInt(),
                blocks(count, body));
    }

    private static List<ReportBlock> blocks(int count, ByteBuf body)
            throws MalformedMediaException {
        require(body, count * BLOCK_SIZE, "report blocks");
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(
                    new ReportBlock(
                            body.readUnsignedInt(),
                            body.readUnsignedByte(),
                            body.readMedium(),
                            body.readUnsignedInt(),
                            body.readUnsignedInt(),
                            body.readUnsignedInt(),
                            body.readUnsignedInt()));
        }
        return blocks;
    }

    /** The first chunk's CNAME (6.5); senders of one source write one chunk. */
    private static RtcpPacket sourceDescription(int count, ByteBuf body)
            throws MalformedMediaException {
        if (count == 0) {
            return new RtcpPacket.Other(SOURCE_DESCRIPTION);
        }
        require(body, 4, "source description");
        long ssrc = body.readUnsignedInt();
        String name = "";
        while (body.isReadable()) {
            int item = body.readUnsignedByte();
            if (item == 0) {
                break;
            }
            require(body, 1, "source description item");
            int size = body.readUnsignedByte();
            require(body, size, "source description item");
            String text = body.readCharSequence(size, StandardCharsets.UTF_8).toString();
            name = item == CNAME ? text : name;
        }
        return new RtcpPacket.SourceDescription(ssrc, name);
    }

    private static RtcpPacket bye(int count, ByteBuf body) throws MalformedMediaException {
        require(body, 4 * count, "BYE");
        List<Long> ssrcs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(body.readUnsignedInt());
        }
        return new RtcpPacket.Bye(ssrcs);
    }

    private static void removePadding(ByteBuf body) throws MalformedMediaException {
        require(body, 1, "padding");
        int padding = body.getUnsignedByte(body.writerIndex() - 1);
        require(body, padding, "padding");
        body.writerIndex(body.writerIndex() - padding);
    }

    /** Appends packets as one compound packet; a report should be the first (6.1). */
    public static void write(List<RtcpPacket> packets, ByteBuf out) {
        for (RtcpPacket packet : packets) {
            write(packet, out);
        }
    }

    private static void write(RtcpPacket packet, ByteBuf out) {
        switch (packet) {
            case RtcpPacket.SenderReport report -> {
                writeHeader(SENDER_REPORT, report.blocks().size(), 6, out);
                out.writeInt((int) report.ssrc()).writeLong(report.ntp());
                out.writeInt((int) report.rtpTimestamp()).writeInt((int) report.packets());
                out.writeInt((int) report.payloadBytes());
                report.blocks().forEach(block -> writeBlock(block, out));
            }
            case RtcpPacket.ReceiverReport report -> {
                writeHeader(RECEIVER_REPORT, report.blocks().size(), 1, out);
                out.writeInt((int) report.ssrc());
                report.blocks().forEach(block -> writeBlock(block, out));
            }
            case RtcpPacket.SourceDescription description -> writeDescription(description, out);
            case RtcpPacket.Bye bye -> {
                checkCount(bye.ssrcs().size());
                out.writeByte(VERSION_2 | bye.ssrcs().size()).writeByte(BYE);
                out.writeShort(bye.ssrcs().size());
                bye.ssrcs().forEach(ssrc -> out.writeInt(ssrc.intValue()));
            }
            case RtcpPacket.Other other ->
                    throw new IllegalArgumentException("RTCP type " + other.packetType());
        }
    }

    /** A header of a report whose fixed part has {@code words} 32-bit words. */
    private static void writeHeader(int type, int blocks, int words, ByteBuf out) {
        checkCount(blocks);
        out.writeByte(VERSION_2 | blocks).writeByte(type);
        out.writeShort(words + blocks * BLOCK_SIZE / 4);
    }

    private static void checkCount(int count) {
        if (count > MAX_COUNT) {
            throw new IllegalArgumentException(count + " in one RTCP packet");
        }
    }

    private static void writeBlock(ReportBlock block, ByteBuf out) {
        out.writeInt((int) block.ssrc());
        out.writeByte(block.fractionLost()).writeMedium(block.cumulativeLost());
        out.writeInt((int) block.extendedHighestSequence()).writeInt((int) block.jitter());
        out.writeInt((int) block.lastSenderReport());
        out.writeInt((int) block.delaySinceLastSenderReport());
    }

    private static void writeDescription(RtcpPacket.SourceDescription description, ByteBuf out) {
        byte[] name = description.canonicalName().getBytes(StandardCharsets.UTF_8);
        if (name.length > 255) {
            throw new IllegalArgumentException("CNAME of " + name.length + " bytes");
        }
        int size = 4 + 2 + name.length;
        int padded = (size / 4 + 1) * 4; // Items end with at least one zero.
        out.writeByte(VERSION_2 | 1).writeByte(SOURCE_DESCRIPTION).writeShort(padded / 4);
        out.writeInt((int) description.ssrc());
        out.writeByte(CNAME).writeByte(name.length).writeBytes(name);
        out.writeZero(padded - size);
    }

    private static void require(ByteBuf rest, int size, String what)
            throws MalformedMediaException {
        if (rest.readableBytes() < size) {
            throw new MalformedMediaException(
                    "RTCP %s needs %d bytes, has %d (RFC 3550, section 6)"
                            .formatted(what, size, rest.readableBytes()));
        }
    }
}
