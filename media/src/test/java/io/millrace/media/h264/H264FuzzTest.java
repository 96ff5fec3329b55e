package io.millrace.media.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random and mutated bytes give values within bounds or the one checked exception. */
class H264FuzzTest {
    private static final byte[] SPS =
            Bytes.ofHex("6764000bacd9428df93011000003000100000300320f142996").toByteArray();

    @Property(tries = 1_000)
    void sps_mutated_hasSaneSizesOrIsMalformed(@ForAll Random random) {
        byte[] mutated = SPS.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            mutated[1 + random.nextInt(mutated.length - 1)] = (byte) random.nextInt(256);
        }
        try {
            SequenceParameterSet sps = SequenceParameterSet.parse(Bytes.copyOf(mutated));
            assertTrue(sps.width() > 0 && sps.width() <= 16_384);
            assertTrue(sps.height() > 0 && sps.height() <= 32_768);
            assertTrue(sps.maxReorderFrames().orElse(0) <= 16);
            new ParameterSets().update(List.of(NalUnit.of(mutated)));
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }

    @Property(tries = 1_000)
    void splits_randomBytes_areViewsWithinOrMalformed(
            @ForAll @Size(max = 64) byte[] bytes, @ForAll @IntRange(min = 1, max = 4) int prefix) {
        try {
            for (NalUnit unit : NalUnits.ofLengthPrefixed(bytes, 0, bytes.length, prefix)) {
                assertTrue(unit.offset() >= prefix && unit.offset() + unit.size() <= bytes.length);
            }
            AccessUnit.of(NalUnits.ofLengthPrefixed(bytes, 0, bytes.length, prefix));
        } catch (MalformedMediaException expected) {
            assertTrue(expected.toString().contains(": NAL unit"));
        }
    }

    @Property(tries = 1_000)
    void annexB_fewByteValues_joinsBackToTheSameUnits(
            @ForAll @Size(max = 40) List<@IntRange(max = 3) Integer> values) {
        byte[] stream = new byte[values.size() + 3];
        stream[2] = 1;
        for (int i = 0; i < values.size(); i++) {
            stream[i + 3] = values.get(i).byteValue();
        }
        try {
            List<NalUnit> units = NalUnits.ofAnnexB(stream);
            assertEquals(units, NalUnits.ofAnnexB(NalUnits.toAnnexB(units)));
        } catch (MalformedMediaException e) {
            throw new AssertionError(e);
        }
    }

    @Property(tries = 100)
    void dts_mutatedSlicesAndTimes_risesAndStaysBelowPts(@ForAll Random random)
            throws MalformedMediaException {
        String name = H264Fixture.NAMES.get(random.nextInt(H264Fixture.NAMES.size()));
        List<H264Fixture.Picture> pictures = H264Fixture.load(name).pictures();
        ParameterSets sets = new ParameterSets();
        sets.update(pictures.getFirst().nalUnits());
        H264Format format = sets.format().orElseThrow();
        H264Format used = random.nextBoolean() ? format : SpsWithoutVui.of(format);
        DtsFromPictureOrder dts = new DtsFromPictureOrder();
        long last = Long.MIN_VALUE;
        for (H264Fixture.Picture picture : pictures) {
            NalUnit slice = picture.nalUnits().getLast();
            byte[] mutated = slice.toBytes().toByteArray();
            mutated[random.nextInt(Math.min(8, mutated.length))] ^= (byte) (1 << random.nextInt(8));
            AccessUnit accessUnit = AccessUnit.of(List.of(NalUnit.of(mutated)));
            long ptsTicks = picture.ptsTicks() + random.nextInt(10_000);
            DtsFromPictureOrder.Times times = dts.next(used, accessUnit, ptsTicks);
            assertTrue(times.dtsTicks() > last && times.dtsTicks() <= times.ptsTicks());
            last = times.dtsTicks();
        }
    }
}
