package io.millrace.media.mpeg4video;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.codec.StartCodes;
import java.util.Arrays;
import java.util.Optional;

/**
 * One VOP as it came, taken apart: the headers before it, if there are any, and the canonical
 * payload: group header and VOP (ISO/IEC 14496-2, 6.2).
 *
 * @param configuration headers of sequence, object and layer, with start codes
 * @param randomAccess an I VOP
 * @param bidirectional a B VOP
 */
public record Mpeg4VideoUnit(
        Optional<Bytes> configuration,
        byte[] payload,
        boolean randomAccess,
        boolean bidirectional) {
    private static final int GROUP = 0xB3;
    private static final int VOP = 0xB6;
    private static final int TYPE_I = 0;
    private static final int TYPE_B = 2;

    /** Whether a start code begins a new unit where a VOP came before it. */
    public static boolean beginsUnit(int startCode) {
        return startCode == VOP || startCode == GROUP || isHeader(startCode);
    }

    /**
     * Headers that go to the configuration, and what describes them: objects, layers, user data.
     */
    private static boolean isHeader(int startCode) {
        return startCode <= 0x2F || startCode == 0xB0 || startCode == 0xB2 || startCode == 0xB5;
    }

    /** Parses one access unit as a transport stream or RTP carries it. */
    public static Mpeg4VideoUnit parse(byte[] unit) throws MalformedMediaException {
        int first = StartCodes.next(unit, 0, unit.length);
        int at = first;
        while (at < unit.length && isHeader(StartCodes.value(unit, at))) {
            at = StartCodes.next(unit, at + StartCodes.SIZE, unit.length);
        }
        int payloadAt = at;
        while (at < unit.length && StartCodes.value(unit, at) != VOP) {
            at = StartCodes.next(unit, at + StartCodes.SIZE, unit.length);
        }
        if (unit.length - at <= StartCodes.SIZE) {
            throw new MalformedMediaException("MPEG-4 video without VOP (ISO/IEC 14496-2, 6.2.5)");
        }
        int type = unit[at + StartCodes.SIZE] >> 6 & 3;
        Optional<Bytes> configuration =
                payloadAt == first
                        ? Optional.empty()
                        : Optional.of(Bytes.copyOf(Arrays.copyOfRange(unit, first, payloadAt)));
        return new Mpeg4VideoUnit(
                configuration,
                payloadAt == 0 ? unit : Arrays.copyOfRange(unit, payloadAt, unit.length),
                type == TYPE_I,
                type == TYPE_B);
    }
}
