package io.millrace.media.rtp;

import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes H.264 access units as RTP packets (RFC 6184, packetization mode 1): neighbours that fit
 * one packet as STAP-A, big NAL units as FU-A, others alone. Parameter sets go in-band before each
 * random access unit.
 */
final class H264Packetizer implements Packetizer {
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int START = 0x80;
    private static final int END = 0x40;
    private static final int SIZE_FIELD = 2;

    private final RtpSender sender;
    private final List<NalUnit> parameterSets;

    H264Packetizer(H264Format format, RtpSender sender) {
        this.sender = sender;
        List<NalUnit> units = new ArrayList<>();
        format.sequenceParameterSets().forEach(sps -> units.add(NalUnit.of(sps)));
        format.pictureParameterSets().forEach(pps -> units.add(NalUnit.of(pps)));
        this.parameterSets = List.copyOf(units);
    }

    @Override
    public void packetize(Unit unit) throws MalformedMediaException {
        List<NalUnit> units = NalUnits.ofLengthPrefixed(unit.payload());
        if (unit.randomAccess()) {
            List<NalUnit> all = new ArrayList<>(parameterSets);
            all.addAll(units);
            units = all;
        }
        int next = 0;
        while (next < units.size()) {
            int end = aggregateEnd(units, next);
            boolean last = end == units.size();
            if (end - next > 1) {
                writeAggregate(units.subList(next, end), unit.ptsTicks(), last);
            } else if (units.get(next).size() <= sender.maxPayloadSize()) {
                writeSingle(units.get(next), unit.ptsTicks(), last);
            } else {
                writeFragments(units.get(next), unit.ptsTicks(), last);
            }
            next = end;
        }
    }

    /** Index after the last NAL unit that fits one STAP-A with the one at {@code first}. */
    private int aggregateEnd(List<NalUnit> units, int first) {
        int size = 1;
        int end = first;
        while (end < units.size()) {
            size += SIZE_FIELD + units.get(end).size();
            if (size > sender.maxPayloadSize()) {
                break;
            }
            end++;
        }
        return Math.max(end, first + 1);
    }

    private void writeSingle(NalUnit unit, long timestamp, boolean marker) {
        ByteBuf out = sender.begin(timestamp, marker);
        out.writeBytes(unit.array(), unit.offset(), unit.size());
        sender.end(unit.size());
    }

    /** STAP-A (5.7.1): F is the or of all, NRI the highest. */
    private void writeAggregate(List<NalUnit> units, long timestamp, boolean marker) {
        int forbidden = 0;
        int referenceIdc = 0;
        for (NalUnit unit : units) {
            forbidden |= unit.unsignedByte(0) & 0x80;
            referenceIdc = Math.max(referenceIdc, unit.unsignedByte(0) & 0x60);
        }
        ByteBuf out = sender.begin(timestamp, marker);
        out.writeByte(forbidden | referenceIdc | STAP_A);
        int size = 1;
        for (NalUnit unit : units) {
            out.writeShort(unit.size());
            out.writeBytes(unit.array(), unit.offset(), unit.size());
            size += SIZE_FIELD + unit.size();
        }
        sender.end(size);
    }

    /** FU-A (5.8). */
    private void writeFragments(NalUnit unit, long timestamp, boolean marker) {
        int header = unit.unsignedByte(0);
        int room = sender.maxPayloadSize() - 2;
        int position = 1;
        while (position < unit.size()) {
            int size = Math.min(room, unit.size() - position);
            boolean end = position + size == unit.size();
            ByteBuf out = sender.begin(timestamp, marker && end);
            out.writeByte((header & 0xE0) | FU_A);
            out.writeByte((position == 1 ? START : 0) | (end ? END : 0) | (header & 0x1F));
            out.writeBytes(unit.array(), unit.offset() + position, size);
            sender.end(2 + size);
            position += size;
        }
    }
}
