package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Reads PAT and PMT sections, without their CRC (ISO/IEC 13818-1, 2.4.4). */
final class ProgramTables {
    private static final int LONG_HEADER_SIZE = 8;
    private static final int PROGRAM_SIZE = 4;

    private ProgramTables() {}

    /** What a program consists of. */
    record Program(int pcrPid, List<ElementaryStream> streams) {
        Program {
            streams = List.copyOf(streams);
        }
    }

    /** An entry of the PAT: a program, and the PID of its map. */
    record Listed(int number, int mapPid) {}

    /**
     * The long header of a section (2.4.4.11).
     *
     * @param id transport_stream_id, or program_number
     * @param current whether it is in force already
     */
    record Header(int table, int id, int version, boolean current, int section, int lastSection) {}

    static Header header(ByteBuf section) throws MalformedMediaException {
        require(section.readableBytes() >= LONG_HEADER_SIZE, "section header is cut off");
        int versionField = section.getUnsignedByte(5);
        return new Header(
                section.getUnsignedByte(0),
                section.getUnsignedShort(3),
                versionField >> 1 & 0x1F,
                (versionField & 1) != 0,
                section.getUnsignedByte(6),
                section.getUnsignedByte(7));
    }

    /** The programs of one PAT section; the network PID is none of them (2.4.4.3). */
    static List<Listed> programs(ByteBuf section) throws MalformedMediaException {
        ByteBuf entries = body(section);
        List<Listed> programs = new ArrayList<>();
        while (entries.readableBytes() >= PROGRAM_SIZE) {
            int number = entries.readUnsignedShort();
            int pid = entries.readUnsignedShort() & 0x1FFF;
            if (number != 0) {
                programs.add(new Listed(number, pid));
            }
        }
        require(!entries.isReadable(), "PAT ends within a program");
        return programs;
    }

    static Program program(ByteBuf section) throws MalformedMediaException {
        ByteBuf body = body(section);
        require(body.readableBytes() >= 4, "PMT is cut off");
        int pcrPid = body.readUnsignedShort() & 0x1FFF;
        descriptors(body);
        List<ElementaryStream> streams = new ArrayList<>();
        while (body.isReadable()) {
            require(body.readableBytes() >= 5, "PMT ends within a stream");
            int type = body.readUnsignedByte();
            int pid = body.readUnsignedShort() & 0x1FFF;
            streams.add(new ElementaryStream(pid, type, descriptors(body)));
        }
        return new Program(pcrPid, streams);
    }

    private static ByteBuf body(ByteBuf section) throws MalformedMediaException {
        require(section.readableBytes() >= LONG_HEADER_SIZE, "section header is cut off");
        return section.slice(LONG_HEADER_SIZE, section.readableBytes() - LONG_HEADER_SIZE);
    }

    private static Bytes descriptors(ByteBuf body) throws MalformedMediaException {
        int size = body.readUnsignedShort() & 0xFFF;
        require(size <= body.readableBytes(), "PMT descriptors of " + size + " bytes");
        byte[] content = new byte[size];
        body.readBytes(content);
        return Bytes.copyOf(content);
    }

    private static void require(boolean condition, String problem) throws MalformedMediaException {
        if (!condition) {
            throw new MalformedMediaException(problem + " (ISO/IEC 13818-1, 2.4.4)");
        }
    }
}
