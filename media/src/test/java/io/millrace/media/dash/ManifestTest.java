package io.millrace.media.dash;

import static io.millrace.media.dash.DashFixture.PARTS;
import static io.millrace.media.dash.DashFixture.WHOLE;
import static io.millrace.media.dash.DashFixture.all;
import static io.millrace.media.dash.DashFixture.complete;
import static io.millrace.media.dash.DashFixture.growing;
import static io.millrace.media.dash.DashFixture.mpd;
import static io.millrace.media.dash.DashFixture.only;
import static io.millrace.media.dash.DashFixture.rendition;
import static io.millrace.media.dash.DashFixture.segments;
import static io.millrace.media.dash.DashFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Rules of ISO/IEC 23009-1:2022 on manifests, by their sections. */
final class ManifestTest {
    private static final List<CmafSegment> TWO_PERIODS =
            List.of(
                    complete(1, 3, 0, 30),
                    complete(1, 4, 0, 30),
                    complete(2, 5, 1, 31),
                    complete(2, 6, 1, 31));

    private static List<CmafSegment> withGrowing(int complete, int millis) {
        List<CmafSegment> segments = new ArrayList<>(segments(0, complete));
        segments.add(growing(complete, millis));
        return segments;
    }

    private static List<Element> manifests() {
        return List.of(
                mpd(segments(0, 7), WHOLE),
                mpd(segments(1, 8), PARTS),
                mpd(withGrowing(3, 700), PARTS),
                mpd(TWO_PERIODS, WHOLE));
    }

    private static Duration duration(Element of, String name) {
        return Duration.parse(of.getAttribute(name));
    }

    @Test
    void mpd_dynamic_hasStartAndPublishTime_5_3_1_2() {
        for (Element mpd : manifests()) {
            assertEquals("dynamic", mpd.getAttribute("type"));
            Instant start = Instant.parse(mpd.getAttribute("availabilityStartTime"));
            assertEquals(Instant.ofEpochSecond(1_760_000_000L), start);
            assertTrue(Instant.parse(mpd.getAttribute("publishTime")).isAfter(start));
            assertTrue(duration(mpd, "minimumUpdatePeriod").isPositive());
            assertFalse(mpd.hasAttribute("mediaPresentationDuration"));
        }
    }

    @Test
    void mpd_requiredAttributes_areThere_5_3_1_2() {
        for (Element mpd : manifests()) {
            assertTrue(mpd.getAttribute("profiles").contains("isoff-live:2011"));
            assertTrue(duration(mpd, "minBufferTime").isPositive());
            assertTrue(duration(mpd, "suggestedPresentationDelay").isPositive());
        }
    }

    @Test
    void mpd_elements_areInTheSchemasOrder_5_3_1_3() {
        Element mpd = mpd(withGrowing(3, 700), PARTS);
        List<String> children = new ArrayList<>();
        for (var child = mpd.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element.getLocalName());
            }
        }
        assertEquals(List.of("ServiceDescription", "Period", "UTCTiming"), children);
    }

    @Test
    void maxSegmentDuration_isNotExceeded_5_3_1_2() {
        for (Element mpd : manifests()) {
            double longest = duration(mpd, "maxSegmentDuration").toNanos() / 1e9 + 1e-5;
            for (Element template : all(mpd, "SegmentTemplate")) {
                double timescale = Long.parseLong(template.getAttribute("timescale"));
                for (Element entry : all(template, "S")) {
                    assertTrue(Long.parseLong(entry.getAttribute("d")) / timescale <= longest);
                }
            }
        }
    }

    @Test
    void timeShiftBufferDepth_isWhatIsListed_5_3_1_2() {
        assertEquals(
                Duration.ofSeconds(14),
                duration(mpd(segments(0, 7), WHOLE), "timeShiftBufferDepth"));
    }

    @Test
    void publishTime_changesWithEveryChangeOfTheList_5_3_1_2() {
        Set<String> times = new HashSet<>();
        List<List<CmafSegment>> lists =
                List.of(segments(0, 3), segments(0, 4), segments(1, 5), segments(2, 6));
        lists.forEach(list -> times.add(mpd(list, WHOLE).getAttribute("publishTime")));
        assertEquals(lists.size(), times.size(), times::toString);
        assertNotEquals(
                mpd(withGrowing(3, 300), PARTS).getAttribute("publishTime"),
                mpd(segments(0, 3), PARTS).getAttribute("publishTime"));
    }

    @Test
    void text_growingSegment_doesNotChangeWithItsParts() {
        assertEquals(text(withGrowing(3, 300), PARTS), text(withGrowing(3, 1_900), PARTS));
    }

    @Test
    void ids_inAPeriod_areUnique_5_3_3_2_and_5_3_5_2() {
        for (Element mpd : manifests()) {
            for (Element period : all(mpd, "Period")) {
                for (String kind : List.of("AdaptationSet", "Representation")) {
                    List<String> ids =
                            all(period, kind).stream().map(one -> one.getAttribute("id")).toList();
                    assertEquals(ids.size(), Set.copyOf(ids).size());
                    ids.forEach(id -> assertFalse(id.isEmpty() || id.contains(" ")));
                }
            }
        }
    }

    @Test
    void periods_areOneForEachChangeOfDecoding_inOrder_5_3_2_1() {
        List<Element> periods = all(mpd(TWO_PERIODS, WHOLE), "Period");
        assertEquals(
                List.of("0", "1"), periods.stream().map(one -> one.getAttribute("id")).toList());
        assertEquals(
                List.of("PT0S", "PT10S"),
                periods.stream().map(one -> one.getAttribute("start")).toList());
        assertNotEquals(
                all(periods.get(0), "SegmentTemplate").getFirst().getAttribute("initialization"),
                all(periods.get(1), "SegmentTemplate").getFirst().getAttribute("initialization"));
    }

    @Test
    void epoch_withoutChangeOfDecoding_isTheSamePeriod_5_3_2_1() {
        List<CmafSegment> segments = List.of(complete(1, 3, 0, 30), complete(2, 4, 0, 30));
        assertEquals(1, all(mpd(segments, WHOLE), "Period").size());
    }

    @Test
    void presentationTime_isThePathsTimelineInAllPeriods_5_3_9_2() {
        for (Element period : all(mpd(TWO_PERIODS, WHOLE), "Period")) {
            long start = Duration.parse(period.getAttribute("start")).toMillis();
            for (Element template : all(period, "SegmentTemplate")) {
                String offset = template.getAttribute("presentationTimeOffset");
                long timescale = Long.parseLong(template.getAttribute("timescale"));
                assertEquals(
                        start * timescale / 1_000, offset.isEmpty() ? 0 : Long.parseLong(offset));
            }
        }
    }

    @Test
    void timeline_entries_followEachOtherWithoutOverlap_5_3_9_6() {
        for (Element mpd : manifests()) {
            for (Element timeline : all(mpd, "SegmentTimeline")) {
                long end = 0;
                for (Element entry : all(timeline, "S")) {
                    String start = entry.getAttribute("t");
                    assertTrue(start.isEmpty() || Long.parseLong(start) >= end);
                    String repeats = entry.getAttribute("r");
                    long count = 1 + (repeats.isEmpty() ? 0 : Long.parseLong(repeats));
                    end =
                            (start.isEmpty() ? end : Long.parseLong(start))
                                    + count * Long.parseLong(entry.getAttribute("d"));
                }
            }
        }
    }

    @Test
    void timeline_firstEntry_isTheFirstPictureShown_5_3_9_6() {
        Element video = all(mpd(segments(3, 6), WHOLE), "SegmentTimeline").getFirst();
        assertEquals(Long.toString(6 * 90_000 + 2 * 3_600), only(video, "S").getAttribute("t"));
        assertEquals("2", only(video, "S").getAttribute("r"));
        assertEquals("180000", only(video, "S").getAttribute("d"));
    }

    @Test
    void timeline_hole_startsAnewWithATime_5_3_9_6() {
        List<CmafSegment> segments = List.of(complete(1, 3, 0, 30), complete(2, 9, 0, 30));
        List<Element> entries = all(all(mpd(segments, WHOLE), "SegmentTimeline").getFirst(), "S");
        assertEquals(2, entries.size());
        assertTrue(entries.stream().allMatch(entry -> entry.hasAttribute("t")));
    }

    @Test
    void template_names_areFilesOfThePackager_5_3_9_4_4() {
        for (Element template : all(mpd(segments(0, 3), WHOLE), "SegmentTemplate")) {
            assertTrue(
                    CmafName.parse(template.getAttribute("initialization")).orElseThrow()
                            instanceof CmafName.Header);
            assertTrue(
                    CmafName.parse(template.getAttribute("media").replace("$Time$", "180000"))
                                    .orElseThrow()
                            instanceof CmafName.Timed);
        }
    }

    @Test
    void representation_bandwidth_isMeasured_5_3_5_2() {
        Element mpd = mpd(segments(0, 4), WHOLE);
        List<Long> bandwidths =
                all(mpd, "Representation").stream()
                        .map(one -> Long.parseLong(one.getAttribute("bandwidth")))
                        .toList();
        // 25 pictures of 1,016 bytes and headers; 46.9 units of 116 bytes and headers.
        assertEquals(List.of(210_000L, 49_000L), bandwidths);
    }

    @Test
    void representation_describesItsTrack_5_3_7_2() {
        Element mpd = mpd(segments(0, 4), WHOLE);
        Element video = all(mpd, "Representation").getFirst();
        assertEquals("avc1.64001e", video.getAttribute("codecs"));
        assertEquals("640", video.getAttribute("width"));
        assertEquals("25", video.getAttribute("frameRate"));
        Element audio = all(mpd, "Representation").getLast();
        assertEquals("mp4a.40.2", audio.getAttribute("codecs"));
        assertEquals("48000", audio.getAttribute("audioSamplingRate"));
        assertEquals("de", all(mpd, "AdaptationSet").getLast().getAttribute("lang"));
        assertEquals("2", only(audio, "AudioChannelConfiguration").getAttribute("value"));
        assertEquals(
                List.of("video/mp4", "audio/mp4"),
                all(mpd, "AdaptationSet").stream()
                        .map(one -> one.getAttribute("mimeType"))
                        .toList());
    }

    @Test
    void utcTiming_isThePackagersClock_5_8_4_11() {
        for (Element mpd : manifests()) {
            Element timing = only(mpd, "UTCTiming");
            assertEquals("urn:mpeg:dash:utc:http-iso:2014", timing.getAttribute("schemeIdUri"));
            assertEquals("../../_assets/time", timing.getAttribute("value"));
        }
    }

    @Test
    void lowLatency_growingSegment_isAvailableAPartAfterItsBegin_5_3_9_5_3() {
        Element template = all(mpd(withGrowing(3, 700), PARTS), "SegmentTemplate").getFirst();
        assertEquals("1.8", template.getAttribute("availabilityTimeOffset"));
        assertEquals("false", template.getAttribute("availabilityTimeComplete"));
        assertEquals("3", only(template, "S").getAttribute("r"));
    }

    @Test
    void lowLatency_growingSegmentWithoutAPart_isNotListed() {
        Element mpd = mpd(withGrowing(3, 100), PARTS);
        assertEquals("2", only(all(mpd, "SegmentTemplate").getFirst(), "S").getAttribute("r"));
    }

    @Test
    void lowLatency_serviceDescription_isWithinTwoAndAHalfSeconds_K_4() {
        Element mpd = mpd(withGrowing(3, 700), PARTS);
        Element latency = only(mpd, "Latency");
        int target = Integer.parseInt(latency.getAttribute("target"));
        int max = Integer.parseInt(latency.getAttribute("max"));
        assertTrue(target < max && max <= 2_500, target + " of " + max);
        assertTrue(Integer.parseInt(latency.getAttribute("min")) < target);
        assertTrue(Double.parseDouble(only(mpd, "PlaybackRate").getAttribute("max")) > 1);
        assertTrue(all(mpd(segments(0, 3), WHOLE), "Latency").isEmpty());
    }

    @Test
    void wholeSegments_delay_isWithinThreeOfThem_5_3_1_2() {
        Element mpd = mpd(segments(0, 7), WHOLE);
        assertTrue(
                duration(mpd, "suggestedPresentationDelay")
                                .compareTo(duration(mpd, "maxSegmentDuration").multipliedBy(3))
                        <= 0);
        assertFalse(all(mpd, "SegmentTemplate").getFirst().hasAttribute("availabilityTimeOffset"));
    }

    @Test
    void renditions_ofALadder_areOneAdaptationSetWithAudioOnce_5_3_3_1() {
        Rendition low = new Rendition("live/low", "../low/", segments(2, 7));
        Element mpd =
                DashFixture.parse(
                        new Manifest(List.of(rendition(segments(0, 7)), low), WHOLE).text());
        List<Element> sets = all(mpd, "AdaptationSet");
        assertEquals(2, sets.size());
        assertEquals(
                List.of("live/cam.0", "live/low.0"),
                all(sets.getFirst(), "Representation").stream()
                        .map(one -> one.getAttribute("id"))
                        .toList());
        assertTrue(
                all(sets.getFirst(), "SegmentTemplate")
                        .getLast()
                        .getAttribute("media")
                        .startsWith("../low/time-0-"));
        assertEquals(1, all(sets.getLast(), "Representation").size());
    }

    @Test
    void text_isAFunctionOfTheSegments() {
        assertEquals(text(segments(0, 5), WHOLE), text(segments(0, 5), WHOLE));
        assertFalse(new Manifest(List.of(rendition(segments(0, 1))), WHOLE).text().isEmpty());
    }

    @Test
    void pictureRate_isWrittenAsFrameRate_5_3_7_2() {
        List<String> rates =
                Stream.of(25_000L, 29_970L, 30_000L, 23_976L, 59_941L, 12_500L, 7L)
                        .map(PictureRate::of)
                        .toList();
        assertEquals(
                List.of(
                        "25",
                        "30000/1001",
                        "30",
                        "24000/1001",
                        "60000/1001",
                        "12500/1000",
                        "7/1000"),
                rates);
    }

    @Test
    void duration_isWrittenWithoutNeedlessDecimals() {
        assertEquals("PT0S", DashTime.duration(0));
        assertEquals("PT2.5S", DashTime.duration(2_500_000));
        assertEquals("PT10S", DashTime.duration(10_000_000));
        assertEquals("PT100.000001S", DashTime.duration(100_000_001));
    }

    @Test
    void xml_specialCharacters_areEscaped() {
        assertEquals(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A b=\"&lt;&amp;&quot;\"/>\n",
                new XmlText(16).begin("A").attribute("b", "<&\"").end().text());
    }
}
