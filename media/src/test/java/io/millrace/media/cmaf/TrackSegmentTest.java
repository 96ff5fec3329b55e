package io.millrace.media.cmaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrackSegmentTest {
    static final Track VIDEO =
            new Track(
                    0,
                    new H264Format(
                            List.of(Bytes.ofHex("67640c1e")), List.of(Bytes.ofHex("68ebe3cb"))));
    static final Track AUDIO = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));

    static List<Unit> pictures(int count, int ticksEach) {
        List<Unit> units = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            long dts = 900_000L + (long) index * ticksEach;
            byte[] payload = {0, 0, 0, 2, 0x41, (byte) index};
            units.add(new Unit(0, dts + ticksEach, dts, 0, index == 0, payload));
        }
        return units;
    }

    private static List<Unit> sounds(int count) {
        List<Unit> units = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            long pts = 480_000L + index * 1_024L;
            units.add(new Unit(1, pts, pts, 0, true, new byte[] {1, (byte) index}));
        }
        return units;
    }

    private static TrackSegment complete(Track track, List<Unit> units, long endMicros) {
        return TrackSegment.of(track, units, true, endMicros, 200);
    }

    private static List<Long> durations(TrackSegment segment) {
        return segment.parts().stream().map(TrackSegment.Part::durationTicks).toList();
    }

    @Test
    void parts_picturesThatFill_areOfTheSameLength() {
        TrackSegment segment = complete(VIDEO, pictures(25, 3_600), 11_000_000);
        assertEquals(List.of(18_000L, 18_000L, 18_000L, 18_000L, 18_000L), durations(segment));
        assertEquals(90_000, segment.durationTicks());
        assertTrue(segment.parts().getFirst().independent());
        assertFalse(segment.parts().get(1).independent());
    }

    @Test
    void parts_ratesThatDoNotFill_endWithThePictureThatCrosses() {
        TrackSegment segment = complete(VIDEO, pictures(30, 3_003), 11_001_000);
        assertEquals(List.of(18_018L, 18_018L, 18_018L, 18_018L, 18_018L), durations(segment));
    }

    @Test
    void parts_lastOne_lastsUntilTheSegmentEnds() {
        TrackSegment segment = complete(VIDEO, pictures(7, 3_600), 10_300_000);
        assertEquals(List.of(18_000L, 9_000L), durations(segment));
    }

    @Test
    void parts_segmentEndNotTold_lastPictureLastsAsTheOneBefore() {
        TrackSegment segment = complete(VIDEO, pictures(7, 3_600), 0);
        assertEquals(List.of(18_000L, 7_200L), durations(segment));
    }

    @Test
    void parts_growingSegment_areThoseOfTheCompleteOne() {
        List<Unit> units = pictures(25, 3_600);
        List<TrackSegment.Part> all = complete(VIDEO, units, 11_000_000).parts();
        for (int count = 0; count <= 25; count++) {
            TrackSegment growing = TrackSegment.of(VIDEO, units.subList(0, count), false, 0, 200);
            int whole = Math.max(0, (count - 1) / 5);
            assertEquals(all.subList(0, whole), growing.parts());
        }
    }

    @Test
    void parts_sound_lastsAsItsCodecSays() {
        TrackSegment segment = complete(AUDIO, sounds(24), 11_000_000);
        assertEquals(List.of(10_240L, 10_240L, 4_096L), durations(segment));
        assertTrue(segment.parts().get(1).independent());
    }

    @Test
    void parts_soundThatWasLost_leavesTheRestInTime() {
        List<Unit> units = new ArrayList<>(sounds(24));
        units.subList(3, 6).clear();
        TrackSegment segment = complete(AUDIO, units, 11_000_000);
        assertEquals(24 * 1_024, segment.durationTicks());
    }

    @Test
    void of_unitsOfOtherTracks_arePassedOver() {
        List<Unit> both = new ArrayList<>(pictures(25, 3_600));
        both.addAll(sounds(5));
        assertEquals(5, complete(VIDEO, both, 11_000_000).parts().size());
        assertTrue(complete(VIDEO, sounds(3), 0).isEmpty());
    }
}
