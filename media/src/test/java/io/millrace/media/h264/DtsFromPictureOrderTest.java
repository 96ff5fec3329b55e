package io.millrace.media.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.H264Fixture.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DtsFromPictureOrderTest {
    static Stream<String> fixtures() {
        return H264Fixture.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void next_streamOfX264_givesTheDtsOfItsMuxer(String name) throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        Run run = new Run();
        for (Picture picture : H264Fixture.load(name).pictures()) {
            DtsFromPictureOrder.Times times = run.next(picture, picture.ptsTicks());
            expected.add(picture.ptsTicks() + " " + picture.dtsTicks());
            actual.add(times.ptsTicks() + " " + times.dtsTicks());
        }
        assertEquals(expected, actual);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void next_noReorderingToldByVui_risesAndLagsNoMoreThanTheMuxer(String name) throws Exception {
        Run run = new Run();
        run.withoutVui = true;
        long last = Long.MIN_VALUE;
        for (Picture picture : H264Fixture.load(name).pictures()) {
            DtsFromPictureOrder.Times times = run.next(picture, picture.ptsTicks());
            assertEquals(picture.ptsTicks(), times.ptsTicks());
            assertTrue(times.dtsTicks() > last && times.dtsTicks() <= times.ptsTicks());
            assertTrue(times.dtsTicks() >= picture.dtsTicks(), () -> name + " at " + picture);
            last = times.dtsTicks();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void next_picturesLost_risesAndStaysBelowPts(String name) throws Exception {
        for (int lost = 1; lost < 30; lost++) {
            Run run = new Run();
            run.withoutVui = lost % 2 == 0;
            long last = Long.MIN_VALUE;
            int index = 0;
            for (Picture picture : H264Fixture.load(name).pictures()) {
                if (index++ % 31 == lost) {
                    run.dts.onLoss();
                    run.update(picture);
                    continue;
                }
                DtsFromPictureOrder.Times times = run.next(picture, picture.ptsTicks());
                assertTrue(times.dtsTicks() > last && times.dtsTicks() <= times.ptsTicks());
                last = times.dtsTicks();
            }
        }
    }

    @Test
    void next_ptsGoesBackWithoutReordering_liftsPts() throws Exception {
        Run run = new Run();
        List<Picture> pictures = H264Fixture.load("baseline").pictures();
        assertEquals(5_000, run.next(pictures.get(0), 5_000).dtsTicks());
        assertEquals(new DtsFromPictureOrder.Times(5_001, 5_001), run.next(pictures.get(1), 4_000));
        assertEquals(9_000, run.next(pictures.get(2), 9_000).ptsTicks());
    }

    @Test
    void next_unreadableParameterSets_ordersByPtsAlone() throws Exception {
        H264Format rubbish =
                new H264Format(List.of(Bytes.ofHex("67 42")), List.of(Bytes.ofHex("68 ff")));
        DtsFromPictureOrder dts = new DtsFromPictureOrder();
        long last = Long.MIN_VALUE;
        for (Picture picture : H264Fixture.load("two-b-pictures").pictures()) {
            DtsFromPictureOrder.Times times =
                    dts.next(rubbish, AccessUnit.of(picture.nalUnits()), picture.ptsTicks());
            assertTrue(times.dtsTicks() > last && times.dtsTicks() <= times.ptsTicks());
            last = times.dtsTicks();
        }
    }

    private static final class Run {
        final ParameterSets sets = new ParameterSets();
        final DtsFromPictureOrder dts = new DtsFromPictureOrder();
        boolean withoutVui;

        DtsFromPictureOrder.Times next(Picture picture, long ptsTicks)
                throws MalformedMediaException {
            AccessUnit accessUnit = update(picture);
            H264Format format = sets.format().orElseThrow();
            return dts.next(withoutVui ? SpsWithoutVui.of(format) : format, accessUnit, ptsTicks);
        }

        AccessUnit update(Picture picture) throws MalformedMediaException {
            AccessUnit accessUnit = AccessUnit.of(picture.nalUnits());
            sets.update(accessUnit.parameterSets());
            return accessUnit;
        }
    }
}
