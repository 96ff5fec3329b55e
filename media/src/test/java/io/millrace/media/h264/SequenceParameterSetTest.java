package io.millrace.media.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.SequenceParameterSet.PictureOrderType;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceParameterSetTest {
    @Test
    void parse_x264High_readsAll() throws Exception {
        SequenceParameterSet sps = parse("Z2QAC6zZQo35MBEAAAMAAQAAAwAyDxQplg==");
        assertEquals(100, sps.profileIdc());
        assertEquals(11, sps.levelIdc());
        assertEquals(160, sps.width());
        assertEquals(90, sps.height());
        assertEquals(25, sps.framesPerSecond().orElseThrow());
        assertEquals(2, sps.maxReorderFrames().orElseThrow());
        assertEquals(4, sps.maxReferenceFrames());
        assertTrue(sps.framesOnly());
        assertTrue(sps.mayReorder());
    }

    @Test
    void parse_fixtures_haveTheirSizes() throws Exception {
        for (String name : H264Fixture.NAMES) {
            SequenceParameterSet sps = parse(format(name).sequenceParameterSets().getFirst());
            assertEquals(160, sps.width(), name);
            assertEquals(name.equals("interlaced") ? 96 : 90, sps.height(), name);
            assertEquals(name.equals("interlaced"), !sps.framesOnly());
            assertEquals(25, sps.framesPerSecond().orElseThrow());
        }
    }

    @Test
    void parse_1080pWithCropping_is1080Lines() throws Exception {
        SequenceParameterSet sps =
                parse(Bytes.ofHex("67640028acd940780227e5c05a808080a0000003002000000781e30632c0"));
        assertEquals(1_920, sps.width());
        assertEquals(1_080, sps.height());
    }

    @Test
    void parse_baselineOfX264_cannotReorder() throws Exception {
        SequenceParameterSet sps = parse(format("baseline").sequenceParameterSets().getFirst());
        assertEquals(new PictureOrderType.DecodingOrder(), sps.pictureOrder());
        assertFalse(sps.mayReorder());
    }

    @Test
    void parse_truncatedAnywhere_throwsOrOnlyMissesTheVui() throws Exception {
        byte[] whole = Base64.getDecoder().decode("Z2QAC6zZQo35MBEAAAMAAQAAAwAyDxQplg==");
        for (int size = 1; size < whole.length; size++) {
            Bytes cut = Bytes.copyOf(Arrays.copyOf(whole, size));
            if (size < 10) {
                assertThrows(MalformedMediaException.class, () -> parse(cut), "" + size);
            } else {
                assertEquals(160, parse(cut).width());
            }
        }
    }

    @Test
    void update_newSetWithSameId_changesTheFormat() throws Exception {
        ParameterSets sets = new ParameterSets();
        assertTrue(sets.format().isEmpty());
        assertFalse(sets.update(List.of(NalUnit.of(Bytes.ofHex("68 ce 38 80")))));
        H264Format x264 = format("adaptive-b");
        NalUnit sps = NalUnit.of(x264.sequenceParameterSets().getFirst());
        assertTrue(sets.update(List.of(sps)));
        assertFalse(sets.update(List.of(sps)));
        assertTrue(sets.update(List.of(NalUnit.of(x264.pictureParameterSets().getFirst()))));
        assertEquals(x264, sets.format().orElseThrow());
        assertFalse(new ParameterSets(x264).update(List.of(sps)));
        assertTrue(sets.update(List.of(NalUnit.of(Bytes.ofHex("68 5a 38 80")))));
        assertEquals(2, sets.format().orElseThrow().pictureParameterSets().size());
    }

    @Test
    void update_tooBigOrUnreadable_throws() {
        ParameterSets sets = new ParameterSets();
        for (Bytes set : List.of(Bytes.ofHex("67 42 00"), Bytes.copyOf(big()), Bytes.ofHex("68"))) {
            assertThrows(
                    MalformedMediaException.class, () -> sets.update(List.of(NalUnit.of(set))));
        }
    }

    private static byte[] big() {
        byte[] set = new byte[5_000];
        set[0] = 0x68;
        return set;
    }

    private static H264Format format(String name) throws MalformedMediaException {
        ParameterSets sets = new ParameterSets();
        sets.update(H264Fixture.load(name).pictures().getFirst().nalUnits());
        return sets.format().orElseThrow();
    }

    private static SequenceParameterSet parse(String base64) throws MalformedMediaException {
        return parse(Bytes.copyOf(Base64.getDecoder().decode(base64)));
    }

    private static SequenceParameterSet parse(Bytes sps) throws MalformedMediaException {
        return SequenceParameterSet.parse(sps);
    }
}
