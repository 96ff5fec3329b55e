package io.millrace.media.rtp;

import io.millrace.media.Bytes;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h265.H265NalUnit;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes H.265 access units as RTP packets (RFC 7798): neighbours that fit one packet aggregated,
 * big NAL units in fragments, others alone. Parameter sets go in-band before each random access
 * unit.
 */
final class H265Packetizer implements Packetizer {
    private static final int AGGREGATION = 48;
    private static final int FRAGMENT = 49;
    private static final int START = 0x80;
    private static final int END = 0x40;
    private static final int SIZE_FIELD = 2;
    private static final int FRAGMENT_HEADER = 3;

    private final RtpSender sender;
    private final List<NalUnit> parameterSets = new ArrayList<>();

    H265Packetizer(H265Format format, RtpSender sender) {
        this.sender = sender;
        for (Bytes set : format.videoParameterSets()) {
            parameterSets.add(NalUnit.of(set));
        }
        for (Bytes set : format.sequenceParameterSets()) {
            parameterSets.add(NalUnit.of(set));
        }
        for (Bytes set : format.pictureParameterSets()) {
            parameterSets.add(NalUnit.of(set));
        }
    }

    @Override
    public void packetize(Unit unit) throws MalformedMediaException {
        List<NalUnit> units =
                new ArrayList<>(unit.randomAccess() ? parameterSets : List.<NalUnit>of());
        units.addAll(NalUnits.ofLengthPrefixed(unit.payload()));
        for (NalUnit nalUnit : units) {
            if (nalUnit.size() <= H265NalUnit.HEADER_SIZE) {
                throw new MalformedMediaException("H.265 NAL unit of " + nalUnit.size());
            }
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

    /** Index after the last NAL unit that fits one packet with the one at {@code first}. */
    private int aggregateEnd(List<NalUnit> units, int first) {
        int size = H265NalUnit.HEADER_SIZE;
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

    /** Aggregation packet (4.4.2): F is the or of all, layer and temporal id the lowest. */
    private void writeAggregate(List<NalUnit> units, long timestamp, boolean marker) {
        int forbidden = 0;
        int layer = 63;
        int temporal = 7;
        for (NalUnit unit : units) {
            int header = unit.unsignedByte(0) << 8 | unit.unsignedByte(1);
            forbidden |= header & 0x8000;
            layer = Math.min(layer, header >> 3 & 0x3F);
            temporal = Math.min(temporal, header & 7);
        }
        ByteBuf out = sender.begin(timestamp, marker);
        out.writeShort(forbidden | AGGREGATION << 9 | layer << 3 | temporal);
        int size = H265NalUnit.HEADER_SIZE;
        for (NalUnit unit : units) {
            out.writeShort(unit.size());
            out.writeBytes(unit.array(), unit.offset(), unit.size());
            size += SIZE_FIELD + unit.size();
        }
        sender.end(size);
    }

    /** Fragmentation units (4.4.3). */
    private void writeFragments(NalUnit unit, long timestamp, boolean marker) {
        int first = (unit.unsignedByte(0) & 0x81) | FRAGMENT << 1;
        int type = H265NalUnit.type(unit);
        int room = sender.maxPayloadSize() - FRAGMENT_HEADER;
        int position = H265NalUnit.HEADER_SIZE;
        while (position < unit.size()) {
            int size = Math.min(room, unit.size() - position);
            boolean start = position == H265NalUnit.HEADER_SIZE;
            boolean end = position + size == unit.size();
            ByteBuf out = sender.begin(timestamp, marker && end);
            out.writeByte(first);
            out.writeByte(unit.unsignedByte(1));
            out.writeByte((start ? START : 0) | (end ? END : 0) | type);
            out.writeBytes(unit.array(), unit.offset() + position, size);
            sender.end(FRAGMENT_HEADER + size);
            position += size;
        }
    }
}
