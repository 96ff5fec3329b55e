package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Writes the sections of a multiplex with one program (ISO/IEC 13818-1, 2.4.4). */
final class TsTables {
    private static final int PROGRAM = 1;
    private static final int CRC_SIZE = 4;

    private TsTables() {}

    /** program_association_section (2.4.4.3). */
    static byte[] programAssociation(int programMapPid) {
        ByteBuf body = Unpooled.buffer();
        body.writeShort(PROGRAM);
        body.writeShort(0xE000 | programMapPid);
        return section(TsConstants.TABLE_PAT, 1, 0, body);
    }

    /** TS_program_map_section (2.4.4.8); {@code descriptors} are of the program. */
    static byte[] programMap(
            int version, int pcrPid, byte[] descriptors, List<ElementaryStream> streams) {
        ByteBuf body = Unpooled.buffer();
        body.writeShort(0xE000 | pcrPid);
        body.writeShort(0xF000 | descriptors.length);
        body.writeBytes(descriptors);
        for (ElementaryStream stream : streams) {
            body.writeByte(stream.type());
            body.writeShort(0xE000 | stream.pid());
            body.writeShort(0xF000 | stream.descriptors().size());
            body.writeBytes(stream.descriptors().toByteArray());
        }
        return section(TsConstants.TABLE_PMT, PROGRAM, version, body);
    }

    private static byte[] section(int table, int id, int version, ByteBuf body) {
        ByteBuf section = Unpooled.buffer();
        section.writeByte(table);
        section.writeShort(0xB000 | 5 + body.readableBytes() + CRC_SIZE);
        section.writeShort(id);
        section.writeByte(0xC1 | version << 1);
        section.writeShort(0); // section_number, last_section_number
        section.writeBytes(body);
        section.writeInt(Crc32Mpeg.of(section, 0, section.readableBytes()));
        byte[] bytes = new byte[section.readableBytes()];
        section.readBytes(bytes);
        return bytes;
    }
}
