package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A splice message (ANSI/SCTE 35, 9.6), as far as playlists tell it.
 *
 * @param section all of it, with times on the timeline of its unit
 * @param kind what it says
 * @param eventId of a splice_insert, else 0
 * @param ticks 90 kHz, at which it is to happen on the timeline of its unit; the unit's own time
 *     where it says "now"
 * @param durationTicks of the break, where it is told
 */
public record SpliceMessage(
        Bytes section, Kind kind, long eventId, long ticks, OptionalLong durationTicks) {
    private static final int PACKET_SIZE = 188;
    private static final int HEADER_SIZE = 4;
    private static final int COMMAND_TYPE_AT = 13;
    private static final int SPLICE_INSERT = 5;
    private static final int TIME_SIGNAL = 6;

    /** Times further ahead than this belong to the past: timestamps wrap around. */
    private static final long MAX_AHEAD_TICKS = 12L * 3_600 * 90_000;

    /** What a message says of the programme. */
    public enum Kind {
        /** It leaves the network: a break begins. */
        OUT,
        /** It returns. */
        IN,
        /** Something else. */
        OTHER
    }

    /** What the command says; times from the unit on, or absent. */
    private record Command(Kind kind, long eventId, OptionalLong time, OptionalLong duration) {}

    /** The messages in a unit of TS packets; none where it is not what it should be. */
    public static List<SpliceMessage> in(Unit unit) throws MalformedMediaException {
        SectionReader sections = new SectionReader(SectionReader.MAX_PRIVATE_SIZE);
        List<SpliceMessage> messages = new ArrayList<>();
        ByteBuf packets = Unpooled.wrappedBuffer(unit.payload());
        while (packets.readableBytes() >= PACKET_SIZE) {
            ByteBuf packet = packets.readSlice(PACKET_SIZE);
            int header = packet.getInt(0);
            boolean start = (header & 0x40_0000) != 0;
            int adaptation = (header & 0x20) == 0 ? 0 : 1 + packet.getUnsignedByte(HEADER_SIZE);
            boolean hasPayload = (header & 0x10) != 0 && HEADER_SIZE + adaptation < PACKET_SIZE;
            if (hasPayload) {
                packet.skipBytes(HEADER_SIZE + adaptation);
                for (ByteBuf section : sections.read(start, packet)) {
                    add(section, unit, messages);
                }
            }
        }
        return messages;
    }

    private static void add(ByteBuf section, Unit unit, List<SpliceMessage> messages)
            throws MalformedMediaException {
        boolean isSplice =
                section.readableBytes() > COMMAND_TYPE_AT + SectionReader.CRC_SIZE
                        && section.getUnsignedByte(section.readerIndex())
                                == TsConstants.TABLE_SPLICE_INFO;
        if (!isSplice) {
            return;
        }
        byte[] relative = ByteBufUtil.getBytes(section);
        boolean encrypted = (relative[4] & 0x80) != 0;
        Command command =
                encrypted
                        ? new Command(Kind.OTHER, 0, OptionalLong.empty(), OptionalLong.empty())
                        : command(Unpooled.wrappedBuffer(relative));
        long ahead = command.time().orElse(0);
        messages.add(
                new SpliceMessage(
                        Bytes.copyOf(SpliceTimes.absolute(relative, unit.ptsTicks())),
                        command.kind(),
                        command.eventId(),
                        unit.ptsTicks() + (ahead > MAX_AHEAD_TICKS ? 0 : ahead),
                        command.duration()));
    }

    private static Command command(ByteBuf section) throws MalformedMediaException {
        long adjustment = (section.getUnsignedByte(4) & 1L) << 32 | section.getUnsignedInt(5);
        int type = section.getUnsignedByte(COMMAND_TYPE_AT);
        ByteBuf body =
                section.slice(
                        COMMAND_TYPE_AT + 1,
                        section.readableBytes() - COMMAND_TYPE_AT - 1 - SectionReader.CRC_SIZE);
        return switch (type) {
            case SPLICE_INSERT -> insert(body, adjustment);
            case TIME_SIGNAL ->
                    new Command(Kind.OTHER, 0, time(body, adjustment), OptionalLong.empty());
            default -> new Command(Kind.OTHER, 0, OptionalLong.empty(), OptionalLong.empty());
        };
    }

    /** splice_insert() (9.7.3). */
    private static Command insert(ByteBuf body, long adjustment) throws MalformedMediaException {
        require(body, 5);
        long eventId = body.readUnsignedInt();
        boolean cancelled = (body.readByte() & 0x80) != 0;
        if (cancelled) {
            return new Command(Kind.OTHER, eventId, OptionalLong.empty(), OptionalLong.empty());
        }
        require(body, 1);
        int flags = body.readUnsignedByte();
        boolean out = (flags & 0x80) != 0;
        boolean wholeProgram = (flags & 0x40) != 0;
        boolean hasDuration = (flags & 0x20) != 0;
        boolean immediate = (flags & 0x10) != 0;
        if (!wholeProgram) {
            return new Command(Kind.OTHER, eventId, OptionalLong.empty(), OptionalLong.empty());
        }
        OptionalLong time = immediate ? OptionalLong.empty() : time(body, adjustment);
        OptionalLong duration = OptionalLong.empty();
        if (hasDuration) {
            require(body, 5);
            duration = OptionalLong.of((body.readByte() & 1L) << 32 | body.readUnsignedInt());
        }
        return new Command(out ? Kind.OUT : Kind.IN, eventId, time, duration);
    }

    /** splice_time() (9.8.1), with the message's adjustment. */
    private static OptionalLong time(ByteBuf body, long adjustment) throws MalformedMediaException {
        require(body, 1);
        int first = body.readUnsignedByte();
        if ((first & 0x80) == 0) {
            return OptionalLong.empty();
        }
        require(body, 4);
        long time = (first & 1L) << 32 | body.readUnsignedInt();
        return OptionalLong.of(time + adjustment & TsConstants.TIMESTAMP_MASK);
    }

    private static void require(ByteBuf body, int bytes) throws MalformedMediaException {
        if (body.readableBytes() < bytes) {
            throw new MalformedMediaException("splice message ends early (ANSI/SCTE 35, 9.6)");
        }
    }
}
