package io.millrace.media.h265;

import io.millrace.media.CodecFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import java.util.ArrayList;
import java.util.List;

/** 30 pictures of x265, 192x108, 25 a second, up to 3 B pictures, a key picture every 15. */
public final class H265Fixture {
    private H265Fixture() {}

    public static List<NalUnit> nalUnits() throws MalformedMediaException {
        return NalUnits.ofAnnexB(CodecFixture.bytes("b-pictures.h265"));
    }

    /** Cut where H.265 says that a new access unit begins. */
    public static List<List<NalUnit>> accessUnits() throws MalformedMediaException {
        List<List<NalUnit>> units = new ArrayList<>();
        List<NalUnit> current = new ArrayList<>();
        boolean sliceSeen = false;
        for (NalUnit unit : nalUnits()) {
            if (sliceSeen && H265NalUnit.beginsAccessUnit(unit)) {
                units.add(current);
                current = new ArrayList<>();
                sliceSeen = false;
            }
            current.add(unit);
            sliceSeen |= H265NalUnit.isPicture(H265NalUnit.type(unit));
        }
        units.add(current);
        return units;
    }
}
