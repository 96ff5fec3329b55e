package io.millrace.media.dash;

import static io.millrace.media.dash.DashFixture.all;
import static io.millrace.media.dash.DashFixture.complete;
import static io.millrace.media.dash.DashFixture.only;
import static io.millrace.media.dash.DashFixture.parse;
import static io.millrace.media.dash.DashFixture.segments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.RangePlaylist.Kind;
import io.millrace.media.hls.SegmentSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Rules of ISO/IEC 23009-1:2022 on manifests of the past, by their sections. */
final class RangeManifestTest {
    private static final long SEGMENT_MICROS = 2_000_000;
    private static final String CLOCK = "../../_assets/time";

    private static Element mpd(List<CmafSegment> segments, RangeManifest.Settings settings) {
        List<SegmentSpan> spans =
                segments.stream()
                        .map(one -> new SegmentSpan(one.start(), SEGMENT_MICROS, one.isGap()))
                        .toList();
        return parse(new RangeManifest(spans, segments, settings).text());
    }

    private static Element mpd(List<CmafSegment> segments, Kind kind) {
        return mpd(segments, new RangeManifest.Settings(kind, 60_000_000, 0, CLOCK));
    }

    private static Element behind(List<CmafSegment> segments, long micros) {
        return mpd(segments, new RangeManifest.Settings(Kind.WINDOW, micros, 10_000_000, CLOCK));
    }

    private static Duration duration(Element of, String name) {
        return Duration.parse(of.getAttribute(name));
    }

    @Test
    void rangeThatIsOver_isStaticAndBeginsAtZero_5_3_1_2() {
        for (Kind kind : List.of(Kind.VOD, Kind.ENDED_EVENT)) {
            Element mpd = mpd(segments(10, 15), kind);
            assertEquals("static", mpd.getAttribute("type"));
            assertEquals(Duration.ofSeconds(10), duration(mpd, "mediaPresentationDuration"));
            assertFalse(mpd.hasAttribute("availabilityStartTime"));
            assertFalse(mpd.hasAttribute("minimumUpdatePeriod"));
            assertEquals(Duration.ZERO, duration(only(mpd, "Period"), "start"));
            for (Element template : all(mpd, "SegmentTemplate")) {
                long timescale = Long.parseLong(template.getAttribute("timescale"));
                long offset = Long.parseLong(template.getAttribute("presentationTimeOffset"));
                assertEquals(20, offset / timescale);
            }
        }
    }

    @Test
    void segments_areToldByTheirNumbers_5_3_9_4_4() {
        Element mpd = mpd(segments(10, 15), Kind.VOD);
        Element video = all(mpd, "SegmentTemplate").getFirst();
        assertEquals("10", video.getAttribute("startNumber"));
        assertEquals("seg-1-$Number$-0.m4s", video.getAttribute("media"));
        Element entry = only(video, "S");
        assertEquals("1800000", entry.getAttribute("t"));
        assertEquals("180000", entry.getAttribute("d"));
        assertEquals("4", entry.getAttribute("r"));
    }

    @Test
    void longRange_ofEqualSegments_isNoLongerThanAShortOne() {
        int one = all(mpd(segments(0, 2), Kind.VOD), "S").size();
        assertEquals(one, all(mpd(segments(0, 500), Kind.VOD), "S").size());
    }

    @Test
    void changeOfDecoding_isANewPeriodAtItsTime_5_3_2() {
        List<CmafSegment> changing =
                List.of(
                        complete(1, 3, 0, 30),
                        complete(1, 4, 0, 30),
                        complete(2, 5, 1, 31),
                        complete(2, 6, 1, 31));
        List<Element> periods = all(mpd(changing, Kind.VOD), "Period");
        assertEquals(Duration.ofSeconds(4), duration(periods.getLast(), "start"));
        Element template = all(periods.getLast(), "SegmentTemplate").getFirst();
        assertEquals("900000", template.getAttribute("presentationTimeOffset"));
        assertEquals("seg-2-$Number$-0.m4s", template.getAttribute("media"));
        assertNotEquals(
                periods.getFirst().getAttribute("id"), periods.getLast().getAttribute("id"));
    }

    @Test
    void missingSegment_isAHoleBetweenPeriods_5_3_2() {
        List<CmafSegment> holed = List.of(complete(1, 3, 0, 30), complete(1, 5, 0, 30));
        List<Element> periods = all(mpd(holed, Kind.VOD), "Period");
        assertEquals(2, periods.size());
        assertEquals(Duration.ofSeconds(4), duration(periods.getLast(), "start"));
        assertNotEquals(
                periods.getFirst().getAttribute("id"), periods.getLast().getAttribute("id"));
    }

    @Test
    void rangeThatGrows_isDynamicAndPlayedFromItsStart_5_3_1_2() {
        Element mpd = mpd(segments(10, 15), Kind.EVENT);
        assertEquals("dynamic", mpd.getAttribute("type"));
        assertEquals(
                Instant.ofEpochSecond(1_760_000_000L).plusMillis(80),
                Instant.parse(mpd.getAttribute("availabilityStartTime")));
        assertEquals(Duration.ofMinutes(1), duration(mpd, "suggestedPresentationDelay"));
        assertFalse(mpd.hasAttribute("timeShiftBufferDepth"), "all of it stays");
        assertEquals(CLOCK, only(mpd, "UTCTiming").getAttribute("value"));
    }

    @Test
    void rangeThatMoves_isAvailableLaterByAsMuch_5_3_1_2() {
        Instant near = start(behind(segments(10, 15), 30_000_000));
        Instant far = start(behind(segments(10, 15), 40_000_000));
        Instant later = start(behind(segments(11, 16), 30_000_000));
        assertEquals(Duration.ofSeconds(10), Duration.between(near, far));
        assertEquals(near, later, "it does not change while the range moves");
        Instant live = start(mpd(segments(10, 15), Kind.EVENT));
        assertEquals(Duration.ofSeconds(20), Duration.between(live, near));
    }

    private static Instant start(Element mpd) {
        return Instant.parse(mpd.getAttribute("availabilityStartTime"));
    }

    @Test
    void periodOfARangeThatMoves_keepsItsId_5_3_2_2() {
        assertEquals(
                only(behind(segments(10, 15), 30_000_000), "Period").getAttribute("id"),
                only(behind(segments(11, 16), 30_000_000), "Period").getAttribute("id"));
    }
}
