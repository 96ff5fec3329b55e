package io.millrace.media.h264;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;

/**
 * One H.264 access unit, taken apart: what decodes the picture, and the parameter sets that came
 * with it. Access unit delimiters, filler data and end marks are left out.
 *
 * @param nalUnits in decoding order, without parameter sets: the canonical payload
 * @param parameterSets SPS and PPS in the order they came, see {@link ParameterSets#update}
 * @param randomAccess whether decoding may start here: an IDR picture or a recovery point SEI
 */
public record AccessUnit(
        List<NalUnit> nalUnits, List<NalUnit> parameterSets, boolean randomAccess) {
    private static final int SEI_RECOVERY_POINT = 6;
    private static final int SEI_BYTES_READ = 4096;

    public AccessUnit {
        nalUnits = List.copyOf(nalUnits);
        parameterSets = List.copyOf(parameterSets);
    }

    /** Sorts the NAL units of one access unit as it came from a publisher. */
    public static AccessUnit of(List<NalUnit> received) throws MalformedMediaException {
        List<NalUnit> kept = new ArrayList<>(received.size());
        List<NalUnit> parameterSets = new ArrayList<>();
        boolean randomAccess = false;
        for (NalUnit unit : received) {
            switch (unit.type()) {
                case NalUnitType.SPS, NalUnitType.PPS -> parameterSets.add(unit);
                case NalUnitType.ACCESS_UNIT_DELIMITER,
                        NalUnitType.END_OF_SEQUENCE,
                        NalUnitType.END_OF_STREAM,
                        NalUnitType.FILLER -> {}
                default -> {
                    kept.add(unit);
                    randomAccess |= startsDecoding(unit);
                }
            }
        }
        return new AccessUnit(kept, parameterSets, randomAccess);
    }

    /** The NAL units with 4-byte lengths. A new array, to be handed over to a unit. */
    public byte[] payload() {
        return NalUnits.toLengthPrefixed(nalUnits);
    }

    /** Whether there is a picture; parameter sets or SEI alone are no unit. */
    public boolean hasPicture() {
        return nalUnits.stream().anyMatch(unit -> NalUnitType.isPicture(unit.type()));
    }

    private static boolean startsDecoding(NalUnit unit) {
        return unit.type() == NalUnitType.IDR_SLICE
                || (unit.type() == NalUnitType.SEI && hasRecoveryPoint(unit));
    }

    /** Goes through the SEI messages (7.3.2.3.1); one that is cut off ends the search. */
    private static boolean hasRecoveryPoint(NalUnit sei) {
        byte[] rbsp = sei.rbsp(SEI_BYTES_READ);
        int position = 0;
        while (position + 2 < rbsp.length) {
            int type = 0;
            while (position < rbsp.length && (rbsp[position] & 0xFF) == 0xFF) {
                type += 0xFF;
                position++;
            }
            type += position < rbsp.length ? rbsp[position++] & 0xFF : 0;
            if (type == SEI_RECOVERY_POINT) {
                return true;
            }
            int size = 0;
            while (position < rbsp.length && (rbsp[position] & 0xFF) == 0xFF) {
                size += 0xFF;
                position++;
            }
            size += position < rbsp.length ? rbsp[position++] & 0xFF : 0;
            position += size;
        }
        return false;
    }
}
