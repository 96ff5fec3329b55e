package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * What the packets of units that were carried as received hold: to send it on with other PIDs,
 * counters and times. One object a track; not thread-safe.
 */
final class DataUnits {
    private static final int PTS_AT = 9;
    private static final int DTS_AT = 14;

    private final SectionReader sections = new SectionReader(SectionReader.MAX_PRIVATE_SIZE);

    /** The sections that end in a unit; splice messages for the time that it is sent with. */
    List<byte[]> sections(Unit unit, long ptsTicks) throws MalformedMediaException {
        List<byte[]> found = new ArrayList<>();
        for (TsPacket packet : packets(unit)) {
            for (ByteBuf section : sections.read(packet.start(), packet.payload())) {
                byte[] bytes = new byte[section.readableBytes()];
                section.readBytes(bytes);
                found.add(SpliceTimes.absolute(bytes, ptsTicks));
            }
        }
        return found;
    }

    /** The PES packet of a unit, for the time that it is sent with; all else is as received. */
    static byte[] pes(Unit unit, long ptsTicks) throws MalformedMediaException {
        ByteBuf bytes = Unpooled.buffer(unit.sizeBytes());
        for (TsPacket packet : packets(unit)) {
            bytes.writeBytes(packet.payload());
        }
        byte[] pes = new byte[bytes.readableBytes()];
        bytes.readBytes(pes);
        PesPacket parsed = PesPacket.parse(pes, pes.length);
        if (parsed.hasTimestamp()) {
            boolean hasDts = (pes[7] & 0x40) != 0;
            PesHeader.putTimestamp(pes, PTS_AT, hasDts ? 3 : 2, ptsTicks);
            if (hasDts) {
                long behind = parsed.dtsTicks() - parsed.ptsTicks();
                PesHeader.putTimestamp(pes, DTS_AT, 1, ptsTicks + behind);
            }
        }
        return pes;
    }

    private static List<TsPacket> packets(Unit unit) throws MalformedMediaException {
        if (unit.sizeBytes() % TsConstants.PACKET_SIZE != 0) {
            throw new MalformedMediaException(unit.sizeBytes() + " bytes are no whole TS packets");
        }
        List<TsPacket> packets = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(unit.payload());
        while (in.isReadable()) {
            packets.add(TsPacket.parse(in.readSlice(TsConstants.PACKET_SIZE)));
        }
        return packets;
    }
}
