package io.millrace.media.h265;

import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import java.util.ArrayList;
import java.util.List;

/**
 * One H.265 access unit, taken apart: what decodes the picture, and the parameter sets that came
 * with it. Access unit delimiters, filler data and end marks are left out.
 *
 * @param nalUnits in decoding order, without parameter sets: the canonical payload
 * @param parameterSets VPS, SPS and PPS in the order they came
 * @param randomAccess whether decoding may start here: an IRAP picture
 */
public record H265AccessUnit(
        List<NalUnit> nalUnits, List<NalUnit> parameterSets, boolean randomAccess) {
    public H265AccessUnit {
        nalUnits = List.copyOf(nalUnits);
        parameterSets = List.copyOf(parameterSets);
    }

    /** Sorts the NAL units of one access unit as it came from a publisher. */
    public static H265AccessUnit of(List<NalUnit> received) {
        List<NalUnit> kept = new ArrayList<>(received.size());
        List<NalUnit> parameterSets = new ArrayList<>();
        boolean randomAccess = false;
        for (NalUnit unit : received) {
            int type = H265NalUnit.type(unit);
            switch (type) {
                case H265NalUnit.VPS, H265NalUnit.SPS, H265NalUnit.PPS -> parameterSets.add(unit);
                case H265NalUnit.ACCESS_UNIT_DELIMITER,
                        H265NalUnit.END_OF_SEQUENCE,
                        H265NalUnit.END_OF_BITSTREAM,
                        H265NalUnit.FILLER -> {}
                default -> {
                    kept.add(unit);
                    randomAccess |= H265NalUnit.isRandomAccess(type);
                }
            }
        }
        return new H265AccessUnit(kept, parameterSets, randomAccess);
    }

    /** The NAL units with 4-byte lengths. A new array, to be handed over to a unit. */
    public byte[] payload() {
        return NalUnits.toLengthPrefixed(nalUnits);
    }

    /** Whether there is a picture; parameter sets or SEI alone are no unit. */
    public boolean hasPicture() {
        return nalUnits.stream().anyMatch(unit -> H265NalUnit.isPicture(H265NalUnit.type(unit)));
    }
}
