package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The live media playlist of low latency against rules of rfc8216bis, each named by its section: of
 * nine complete segments of 1 s and one that grows.
 */
final class MediaPlaylistRulesTest {
    private static final Track VIDEO = HlsFixture.tracks().getFirst();
    private static final Track AUDIO = HlsFixture.tracks().getLast();
    private static final CmafPlaylist PLAYLIST =
            new CmafPlaylist(
                    VIDEO, CmafPlaylistTest.segments(9, 16), new CmafPlaylist.Settings(1, 200));

    private final List<String> lines = PLAYLIST.text(false, List.of(AUDIO)).lines().toList();
    private final List<String> delta = PLAYLIST.text(true, List.of(AUDIO)).lines().toList();

    private static List<String> with(List<String> playlist, String tag) {
        return playlist.stream()
                .filter(line -> line.equals(tag) || line.startsWith(tag + ":"))
                .toList();
    }

    /** The one value of a tag that must be there once. */
    private String value(String tag) {
        List<String> found = with(lines, tag);
        assertEquals(1, found.size(), tag);
        return found.getFirst().substring(tag.length() + 1);
    }

    private static Optional<String> attribute(String line, String name) {
        Matcher found = Pattern.compile("[:,]" + name + "=\"?([^\",]+)").matcher(line);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static double seconds(String line, String name) {
        return Double.parseDouble(attribute(line, name).orElseThrow());
    }

    private List<Double> durations() {
        return with(lines, "#EXTINF").stream()
                .map(line -> Double.parseDouble(line.substring(8, line.indexOf(','))))
                .toList();
    }

    private int firstSegmentAt() {
        return lines.indexOf(with(lines, "#EXTINF").getFirst());
    }

    @Test
    void rule4411_firstLine_isExtM3u() {
        assertEquals("#EXTM3U", lines.getFirst());
        assertEquals("#EXTM3U", delta.getFirst());
    }

    @Test
    void rule4412_version_isThereOnceAndKnowsSkips() {
        assertTrue(Integer.parseInt(value("#EXT-X-VERSION")) >= 9);
    }

    @Test
    void rule42_attributesOfATag_haveDifferentNames() {
        for (String line : lines) {
            List<String> names = new ArrayList<>();
            Matcher attribute = Pattern.compile("[:,]([A-Z0-9-]+)=").matcher(line);
            while (attribute.find()) {
                names.add(attribute.group(1));
            }
            assertEquals(names.size(), new HashSet<>(names).size(), line);
        }
    }

    @Test
    void rule4_tagsOfMultivariantPlaylists_areNotThere() {
        assertTrue(with(lines, "#EXT-X-STREAM-INF").isEmpty());
        assertTrue(with(lines, "#EXT-X-MEDIA").isEmpty());
    }

    @Test
    void rule4431_targetDuration_isNotBelowAnyRoundedSegment() {
        int target = Integer.parseInt(value("#EXT-X-TARGETDURATION"));
        durations().forEach(duration -> assertTrue(Math.round(duration) <= target));
    }

    @Test
    void rule4432_mediaSequence_standsBeforeTheFirstSegmentAndIsItsNumber() {
        assertEquals("0", value("#EXT-X-MEDIA-SEQUENCE"));
        assertTrue(lines.indexOf("#EXT-X-MEDIA-SEQUENCE:0") < firstSegmentAt());
        assertEquals("seg-1-0-0.m4s", lines.get(firstSegmentAt() + 1));
    }

    @Test
    void rule4433_discontinuitySequence_standsBeforeTheFirstSegment() {
        assertEquals("0", value("#EXT-X-DISCONTINUITY-SEQUENCE"));
        assertTrue(lines.indexOf("#EXT-X-DISCONTINUITY-SEQUENCE:0") < firstSegmentAt());
    }

    @Test
    void rule4434_endList_isNotThereWhileMoreMayCome() {
        assertTrue(with(lines, "#EXT-X-ENDLIST").isEmpty());
    }

    @Test
    void rule4438_holdBack_isAtLeastThreeTargetDurations() {
        String control = with(lines, "#EXT-X-SERVER-CONTROL").getFirst();
        int target = Integer.parseInt(value("#EXT-X-TARGETDURATION"));
        assertTrue(seconds(control, "HOLD-BACK") >= 3 * target);
        assertTrue(seconds(control, "CAN-SKIP-UNTIL") >= 6 * target);
    }

    @Test
    void rule4438_partHoldBack_isThereWithPartsAndAtLeastThreeOfThem() {
        String control = with(lines, "#EXT-X-SERVER-CONTROL").getFirst();
        double part = seconds("#EXT-X-PART-INF:" + value("#EXT-X-PART-INF"), "PART-TARGET");
        assertTrue(seconds(control, "PART-HOLD-BACK") > 2.999 * part);
        assertEquals(Optional.of("YES"), attribute(control, "CAN-BLOCK-RELOAD"));
    }

    @Test
    void rule4441_everySegment_hasItsDurationBeforeIt() {
        for (int index = 0; index < lines.size(); index++) {
            if (!lines.get(index).startsWith("#")) {
                assertTrue(lines.get(index - 1).startsWith("#EXTINF:"), lines.get(index));
            }
        }
        assertEquals(9, durations().size());
    }

    @Test
    void rule4445_header_standsOnceBeforeAllThatItIsOf() {
        String map = "#EXT-X-MAP:" + value("#EXT-X-MAP");
        assertTrue(lines.indexOf(map) < firstSegmentAt());
        assertEquals(Optional.of(CmafName.header(VIDEO).fileName()), attribute(map, "URI"), map);
    }

    @Test
    void rule4446_programDateTime_growsBySegments() {
        List<Instant> times =
                with(lines, "#EXT-X-PROGRAM-DATE-TIME").stream()
                        .map(line -> Instant.parse(line.substring(line.indexOf(':') + 1)))
                        .toList();
        assertEquals(10, times.size());
        for (int index = 1; index < times.size(); index++) {
            Duration between = Duration.between(times.get(index - 1), times.get(index));
            assertEquals(durations().get(index - 1), between.toMillis() / 1_000.0);
        }
    }

    @Test
    void rule4449_partsOfASegment_areItsDurationAndNoneIsLongerThanTheTarget() {
        double target = seconds("#EXT-X-PART-INF:" + value("#EXT-X-PART-INF"), "PART-TARGET");
        double sum = 0;
        for (String line : lines) {
            if (line.startsWith("#EXT-X-PART:")) {
                double duration = seconds(line, "DURATION");
                assertTrue(duration <= target, line);
                assertTrue(duration >= 0.85 * target, line);
                sum += duration;
            } else if (line.startsWith("#EXTINF:")) {
                double whole = Double.parseDouble(line.substring(8, line.indexOf(',')));
                assertTrue(sum == 0 || Math.abs(sum - whole) < 1e-6, line + " of " + sum);
                sum = 0;
            }
        }
        assertEquals(0.6, sum, 1e-6, "of the segment that grows");
    }

    @Test
    void rule4449_firstPartOfASegment_canBeDecodedAlone() {
        List<String> parts = with(lines, "#EXT-X-PART");
        assertFalse(parts.isEmpty());
        for (String part : parts) {
            boolean first = attribute(part, "URI").orElseThrow().endsWith("-0.m4s");
            assertEquals(first, attribute(part, "INDEPENDENT").isPresent(), part);
        }
    }

    @Test
    void rule4447_gap_standsBeforeItsSegmentWhichHasNoPartsThen() {
        List<CmafSegment> segments = new ArrayList<>(CmafPlaylistTest.segments(2, 6));
        CmafSegment lost = segments.get(1);
        segments.set(1, new CmafSegment(lost.start(), true, true, List.of(), List.of()));
        List<String> some = text(segments);
        assertEquals(some.indexOf("seg-1-1-0.m4s") - 2, some.indexOf("#EXT-X-GAP"));
        assertTrue(some.stream().noneMatch(line -> line.contains("part-1-1-")));
    }

    private static List<String> text(List<CmafSegment> segments) {
        return new CmafPlaylist(VIDEO, segments, new CmafPlaylist.Settings(1, 200))
                .text(false, List.of())
                .lines()
                .toList();
    }

    @Test
    void rule4451_dateRange_isToldWithTheSegmentThatItCameIn() {
        List<CmafSegment> segments = new ArrayList<>(CmafPlaylistTest.segments(2, 6));
        CmafSegment one = segments.get(1);
        String range = "#EXT-X-DATERANGE:ID=\"splice-1\",START-DATE=\"2025-10-09T14:51:54.559Z\"";
        segments.set(1, new CmafSegment(one.start(), true, false, one.tracks(), List.of(range)));
        List<String> some = text(segments);
        assertTrue(some.indexOf("seg-1-0-0.m4s") < some.indexOf(range));
        assertTrue(some.indexOf(range) < some.indexOf("seg-1-1-0.m4s"));
        assertTrue(with(some, "#EXT-X-PROGRAM-DATE-TIME").size() > 0, "4.4.5.1 asks for times");
    }

    @Test
    void rule4452_deltaUpdate_countsWhatItLeavesOutAndKeepsTheNumbers() {
        String skip = with(delta, "#EXT-X-SKIP").getFirst();
        int skipped = Integer.parseInt(attribute(skip, "SKIPPED-SEGMENTS").orElseThrow());
        assertEquals(9, skipped + with(delta, "#EXTINF").size());
        assertEquals(with(lines, "#EXT-X-MEDIA-SEQUENCE"), with(delta, "#EXT-X-MEDIA-SEQUENCE"));
        int last = lines.indexOf("seg-1-" + skipped + "-0.m4s");
        int lastInDelta = delta.indexOf("seg-1-" + skipped + "-0.m4s");
        assertEquals(lines.subList(last, lines.size()), delta.subList(lastInDelta, delta.size()));
    }

    @Test
    void rule4453_preloadHint_isOneAndOfThePartThatComesNext() {
        String hint = "#EXT-X-PRELOAD-HINT:" + value("#EXT-X-PRELOAD-HINT");
        assertEquals(Optional.of("PART"), attribute(hint, "TYPE"));
        assertEquals(Optional.of("part-1-9-0-3.m4s"), attribute(hint, "URI"));
        assertEquals(
                Optional.of("part-1-9-0-2.m4s"),
                attribute(with(lines, "#EXT-X-PART").getLast(), "URI"));
    }

    @Test
    void rule4454_renditionReport_isThereForEachOtherTrack() {
        String report = with(lines, "#EXT-X-RENDITION-REPORT").getFirst();
        assertEquals(Optional.of("track-1.m3u8"), attribute(report, "URI"));
        assertTrue(attribute(report, "LAST-MSN").isPresent());
    }
}
