package io.millrace.media.h265;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class H265Test {
    @Test
    void sps_ofX265_tellsSizeRateProfileAndReordering() throws Exception {
        H265SequenceParameterSet sps = H265SequenceParameterSet.parse(sps());
        assertEquals(192, sps.width());
        assertEquals(108, sps.height());
        assertEquals(25.0, sps.framesPerSecond().orElseThrow());
        assertEquals(1, sps.profile().profileIdc());
        assertFalse(sps.profile().highTier());
        assertEquals(8, sps.bitDepthLuma());
        assertEquals(1, sps.chromaFormat());
        assertEquals(2, sps.maxReorderPictures());
    }

    @Test
    void accessUnits_ofX265_areOneAPicture() throws Exception {
        List<Integer> keys = new ArrayList<>();
        List<List<NalUnit>> units = H265Fixture.accessUnits();
        for (int i = 0; i < units.size(); i++) {
            H265AccessUnit unit = H265AccessUnit.of(units.get(i));
            assertTrue(unit.hasPicture());
            if (unit.randomAccess()) {
                keys.add(i);
                assertEquals(3, unit.parameterSets().size());
            }
            assertEquals(
                    unit.nalUnits(), NalUnits.ofLengthPrefixed(unit.payload()), "canonical form");
        }
        assertEquals(30, units.size());
        assertEquals(List.of(0, 13), keys);
    }

    @Test
    void parameterSets_repeated_changeTheFormatOnce() throws Exception {
        H265ParameterSets sets = new H265ParameterSets();
        List<NalUnit> units = H265Fixture.accessUnits().getFirst();
        assertTrue(sets.update(units));
        assertFalse(sets.update(units));
        assertEquals(1, sets.format().orElseThrow().videoParameterSets().size());
        assertEquals(192, sets.sequenceParameterSet().orElseThrow().width());
    }

    @Test
    void sps_truncated_isMalformedOrWithoutRate() throws Exception {
        byte[] whole = sps().toByteArray();
        int needed = 0;
        for (int size = 0; size < whole.length; size++) {
            Bytes cut = Bytes.copyOf(Arrays.copyOf(whole, size));
            try {
                assertEquals(192, H265SequenceParameterSet.parse(cut).width());
            } catch (MalformedMediaException expected) {
                needed = size;
            }
        }
        assertTrue(needed > 16, "needs " + needed);
        assertThrows(
                MalformedMediaException.class,
                () -> H265SequenceParameterSet.parse(Bytes.ofHex("4201")));
    }

    @Property(tries = 1_000)
    void sps_mutated_hasSaneSizesOrIsMalformed(@ForAll Random random) throws Exception {
        byte[] mutated = sps().toByteArray();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            mutated[2 + random.nextInt(mutated.length - 2)] = (byte) random.nextInt(256);
        }
        try {
            H265SequenceParameterSet sps = H265SequenceParameterSet.parse(Bytes.copyOf(mutated));
            assertTrue(sps.width() > 0 && sps.width() <= 16_384);
            assertTrue(sps.height() > 0 && sps.height() <= 16_384);
            assertTrue(sps.maxReorderPictures() <= 16);
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }

    private static Bytes sps() throws MalformedMediaException {
        return H265Fixture.nalUnits().stream()
                .filter(unit -> H265NalUnit.type(unit) == H265NalUnit.SPS)
                .findFirst()
                .orElseThrow()
                .toBytes();
    }
}
