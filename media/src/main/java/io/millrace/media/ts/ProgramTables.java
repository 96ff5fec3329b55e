package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads PAT and PMT sections, without their CRC (ISO/IEC 13818-1, 2.4.4). */
final class ProgramTables {
    private static final int LONG_HEADER_SIZE = 8;
    private static final int MAX_STREAMS = 64;

    private ProgramTables() {}

    /** What a program consists of. */
    record Program(int pcrPid, List<ElementaryStream> streams) {
        Program {
            streams = List.copyOf(streams);
        }
    }

    static int tableId(ByteBuf section) {
        return section.getUnsignedByte(0);
    }

    /** Whether the section is in force already. */
    static boolean isCurrent(ByteBuf section) throws MalformedMediaException {
        require(section.readableBytes() >= LONG_HEADER_SIZE, "section header is cut off");
        return (section.getUnsignedByte(5) & 1) != 0;
    }

    /** The PID of the first program's map; empty if there is only a network PID. */
    static OptionalInt programMapPid(ByteBuf section) throws MalformedMediaException {
        ByteBuf programs =
                section.slice(LONG_HEADER_SIZE, section.readableBytes() - LONG_HEADER_SIZE);
        while (programs.readableBytes() >= 4) {
            int number = programs.readUnsignedShort();
            int pid = programs.readUnsignedShort() & 0x1FFF;
            if (number != 0) {
                return OptionalInt.of(pid);
            }
        }
        require(!programs.isReadable(), "PAT ends within a program");
        return OptionalInt.empty();
    }

    static Program program(ByteBuf section) throws MalformedMediaException {
        ByteBuf body = section.slice(LONG_HEADER_SIZE, section.readableBytes() - LONG_HEADER_SIZE);
        require(body.readableBytes() >= 4, "PMT is cut off");
        int pcrPid = body.readUnsignedShort() & 0x1FFF;
        skipDescriptors(body);
        List<ElementaryStream> streams = new ArrayList<>();
        while (body.isReadable()) {
            require(body.readableBytes() >= 5, "PMT ends within a stream");
            int type = body.readUnsignedByte();
            int pid = body.readUnsignedShort() & 0x1FFF;
            skipDescriptors(body);
            require(streams.size() < MAX_STREAMS, "PMT with more than " + MAX_STREAMS + " streams");
            streams.add(new ElementaryStream(pid, type));
        }
        return new Program(pcrPid, streams);
    }

    private static void skipDescriptors(ByteBuf body) throws MalformedMediaException {
        int size = body.readUnsignedShort() & 0xFFF;
        require(size <= body.readableBytes(), "PMT descriptors of " + size + " bytes");
        body.skipBytes(size);
    }

    private static void require(boolean condition, String problem) throws MalformedMediaException {
        if (!condition) {
            throw new MalformedMediaException(problem + " (ISO/IEC 13818-1, 2.4.4)");
        }
    }
}
