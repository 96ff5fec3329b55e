package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Writes transport streams for tests, piece by piece. */
final class TsBytes {
    final ByteBuf out = Unpooled.buffer();
    final Continuity continuity = new Continuity();
    private final TsPacketWriter packets = new TsPacketWriter(continuity);

    /** A PAT section; programs are pairs of number and PID. */
    TsBytes pat(int version, int section, int lastSection, int... programs) {
        ByteBuf body = Unpooled.buffer();
        for (int i = 0; i < programs.length; i += 2) {
            body.writeShort(programs[i]);
            body.writeShort(0xE000 | programs[i + 1]);
        }
        return section(0, section(0, 1, version, section, lastSection, body));
    }

    TsBytes pmt(int pid, int program, int version, int pcrPid, ElementaryStream... streams) {
        ByteBuf body = Unpooled.buffer();
        body.writeShort(0xE000 | pcrPid);
        body.writeShort(0xF000);
        for (ElementaryStream stream : streams) {
            body.writeByte(stream.type());
            body.writeShort(0xE000 | stream.pid());
            body.writeShort(0xF000 | stream.descriptors().size());
            body.writeBytes(stream.descriptors().toByteArray());
        }
        return section(pid, section(2, program, version, 0, 0, body));
    }

    TsBytes section(int pid, byte[] section) {
        packets.section(pid, section, out);
        return this;
    }

    static byte[] section(int table, int id, int version, int number, int last, ByteBuf body) {
        ByteBuf section = Unpooled.buffer();
        section.writeByte(table);
        section.writeShort(0xB000 | 5 + body.readableBytes() + 4);
        section.writeShort(id);
        section.writeByte(0xC1 | version << 1);
        section.writeByte(number);
        section.writeByte(last);
        section.writeBytes(body);
        section.writeInt(Crc32Mpeg.of(section, 0, section.readableBytes()));
        byte[] bytes = new byte[section.readableBytes()];
        section.readBytes(bytes);
        return bytes;
    }

    TsBytes pcr(int pid, long ticks) {
        packets.pcrOnly(pid, ticks * 300, false, out);
        return this;
    }

    /** A PES packet with pts; at -1 without. */
    TsBytes pes(int pid, int streamId, long pts, byte[] data) {
        byte[] header =
                pts < 0
                        ? new byte[] {0, 0, 1, (byte) streamId, 0, 0, (byte) 0x80, 0, 0}
                        : PesHeader.of(streamId, pts, pts, data.length);
        int length = header.length - 6 + data.length;
        header[4] = (byte) (length >> 8);
        header[5] = (byte) length;
        packets.begin(pid, header.length + data.length, TsPacketWriter.Start.PLAIN, out);
        packets.append(header, 0, header.length, out);
        packets.append(data, 0, data.length, out);
        return this;
    }

    static ElementaryStream stream(int pid, int type, byte[]... descriptors) {
        return new ElementaryStream(pid, type, Descriptors.join(descriptors));
    }

    /** All packets, each between these bytes. */
    ByteBuf framed(int before, int after) {
        ByteBuf framed = Unpooled.buffer();
        for (int at = 0; at < out.writerIndex(); at += 188) {
            framed.writeZero(before).writeBytes(out, at, 188).writeZero(after);
        }
        return framed;
    }

    static byte[] join(List<byte[]> parts) {
        ByteBuf all = Unpooled.buffer();
        parts.forEach(all::writeBytes);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }
}
