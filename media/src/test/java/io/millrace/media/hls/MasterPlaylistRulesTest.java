package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Language;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The multivariant playlist against rules of RFC 8216, each named by its section. */
final class MasterPlaylistRulesTest {
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?:^|,)([A-Z0-9-]+)=(\"[^\"\\r\\n]*\"|[^\",\\s]+)");
    private static final int SEGMENTS = 3;
    private static final int SEGMENT_SECONDS = 2;
    private static final int AUDIO_FRAME_BYTES = 300;

    private final List<CmafSegment> segments = segments(true);
    private final List<String> lines = new CmafMasterPlaylist(segments).text().lines().toList();

    private static Track audio(int id) {
        return new Track(id, new AacFormat(Bytes.ofHex("1190"), 48_000, 2), Language.of("eng"));
    }

    /**
     * Segments of 2 s: perhaps 25 pictures a second, and two audio tracks of 50 frames a second.
     */
    private static List<CmafSegment> segments(boolean video) {
        List<Track> tracks = new ArrayList<>();
        if (video) {
            tracks.add(HlsFixture.tracks().getFirst());
        }
        tracks.addAll(List.of(audio(1), audio(2)));
        List<CmafSegment> segments = new ArrayList<>();
        for (int number = 0; number < SEGMENTS; number++) {
            segments.add(CmafSegment.of(segment(number, tracks, video), 200));
        }
        return segments;
    }

    private static Segment segment(int number, List<Track> tracks, boolean video) {
        long startMicros = (long) number * SEGMENT_SECONDS * 1_000_000;
        SegmentStart start =
                new SegmentStart(
                        new SegmentName(1, number),
                        0,
                        startMicros,
                        startMicros,
                        1_760_000_000_000_000L + startMicros,
                        tracks);
        List<Unit> units = new ArrayList<>();
        for (int second = 0; second < SEGMENT_SECONDS; second++) {
            long at = (long) number * SEGMENT_SECONDS + second;
            if (video) {
                units.addAll(HlsFixture.pictures(at, 0, HlsFixture.PICTURES_A_GOP));
            }
            for (int frame = 0; frame < 50; frame++) {
                long ticks = at * 48_000 + frame * 960L;
                for (int track : List.of(1, 2)) {
                    // The second audio track is twice as big.
                    byte[] payload = new byte[AUDIO_FRAME_BYTES * track];
                    units.add(new Unit(track, ticks, ticks, 0, true, payload));
                }
            }
        }
        long bytes = units.stream().mapToLong(Unit::sizeBytes).sum();
        return new Segment(
                start,
                SEGMENT_SECONDS * 1_000_000L,
                bytes,
                List.of(new SegmentRun(tracks, List.copyOf(units))));
    }

    private static List<Map<String, String>> tags(List<String> playlist, String tag) {
        return playlist.stream()
                .filter(line -> line.startsWith(tag + ":"))
                .map(line -> attributes(line.substring(tag.length() + 1)))
                .toList();
    }

    private static Map<String, String> attributes(String list) {
        Map<String, String> attributes = new HashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(list);
        int end = 0;
        while (matcher.find()) {
            assertEquals(end, matcher.start(), list);
            end = matcher.end();
            assertFalse(attributes.containsKey(matcher.group(1)), "4.2: no attribute name twice");
            attributes.put(matcher.group(1), matcher.group(2));
        }
        assertEquals(list.length(), end, "4.2: nothing but attributes: " + list);
        return attributes;
    }

    private List<Map<String, String>> variants() {
        return tags(lines, "#EXT-X-STREAM-INF");
    }

    private List<Map<String, String>> renditions() {
        return tags(lines, "#EXT-X-MEDIA");
    }

    @Test
    void rule4311_firstLine_isExtM3u() {
        assertEquals("#EXTM3U", lines.getFirst());
    }

    @Test
    void rule4312_version_isThereOnce() {
        assertEquals(1, lines.stream().filter(line -> line.startsWith("#EXT-X-VERSION")).count());
    }

    @Test
    void rule43_tagsOfMediaPlaylists_areNotThere() {
        for (String tag : List.of("#EXTINF", "#EXT-X-TARGETDURATION", "#EXT-X-MEDIA-SEQUENCE")) {
            assertTrue(lines.stream().noneMatch(line -> line.startsWith(tag)), tag);
        }
    }

    @Test
    void rule4342_everyVariant_isFollowedByItsAddress() {
        for (int index = 0; index < lines.size(); index++) {
            if (lines.get(index).startsWith("#EXT-X-STREAM-INF")) {
                assertFalse(lines.get(index + 1).startsWith("#"), lines.get(index + 1));
            }
        }
        assertEquals(1, variants().size());
    }

    @Test
    void rule4342_bandwidth_isNotBelowThePeakOfVideoAndTheBiggestRendition() {
        long peak = 0;
        for (CmafSegment segment : segments) {
            long bytes =
                    segment.track(0).orElseThrow().units().stream().mapToLong(Unit::sizeBytes).sum()
                            + segment.track(2).orElseThrow().units().stream()
                                    .mapToLong(Unit::sizeBytes)
                                    .sum();
            peak = Math.max(peak, bytes * 8 / SEGMENT_SECONDS);
        }
        long bandwidth = Long.parseLong(variants().getFirst().get("BANDWIDTH"));
        assertTrue(bandwidth >= peak, bandwidth + " of " + peak);
        assertTrue(bandwidth < 2 * peak, bandwidth + " of " + peak);
    }

    @Test
    void rule4342_averageBandwidth_isNotAboveThePeak() {
        Map<String, String> variant = variants().getFirst();
        assertTrue(
                Long.parseLong(variant.get("AVERAGE-BANDWIDTH"))
                        <= Long.parseLong(variant.get("BANDWIDTH")));
    }

    @Test
    void rule4342_codecs_nameEveryFormatOfVariantAndRenditions() {
        assertEquals("\"avc1.64001e,mp4a.40.2\"", variants().getFirst().get("CODECS"));
    }

    @Test
    void rule4342_frameRate_isDecimalWithThreePlaces() {
        assertEquals("25.000", variants().getFirst().get("FRAME-RATE"));
    }

    @Test
    void rule4342_audio_namesAGroupThatIsThere() {
        String group = variants().getFirst().get("AUDIO");
        assertTrue(
                renditions().stream()
                        .anyMatch(rendition ->
                                "AUDIO".equals(rendition.get("TYPE"))
                                        && Objects.equals(group, rendition.get("GROUP-ID"))));
    }

    @Test
    void rule4341_everyRendition_hasTypeGroupNameAndAddress() {
        assertEquals(2, renditions().size());
        for (Map<String, String> rendition : renditions()) {
            assertTrue(
                    rendition.keySet().containsAll(Set.of("TYPE", "GROUP-ID", "NAME", "URI")),
                    rendition::toString);
        }
    }

    @Test
    void rule43411_renditionsOfAGroup_haveDifferentNames() {
        assertEquals(
                renditions().size(),
                renditions().stream()
                        .map(rendition -> rendition.get("NAME"))
                        .collect(Collectors.toSet())
                        .size());
    }

    @Test
    void rule43411_languageOfARendition_isATagAndItsName() {
        assertEquals(
                List.of("\"English\"", "\"English 2\""),
                renditions().stream().map(rendition -> rendition.get("NAME")).toList());
        renditions().forEach(rendition -> assertEquals("\"en\"", rendition.get("LANGUAGE")));
    }

    @Test
    void rule43411_defaultOfAGroup_isOneAndIsSelectedByItself() {
        List<Map<String, String>> defaults =
                renditions().stream()
                        .filter(rendition -> "YES".equals(rendition.get("DEFAULT")))
                        .toList();
        assertEquals(1, defaults.size());
        assertEquals("YES", defaults.getFirst().get("AUTOSELECT"));
    }

    @Test
    void rule4342_closedCaptions_areToldToBeNoneWhereThereAreNone() {
        assertEquals("NONE", variants().getFirst().get("CLOSED-CAPTIONS"));
    }

    @Test
    void rule4342_closedCaptions_areNotDeniedWhereThereAre() {
        for (boolean captions : List.of(true, false)) {
            List<CmafSegment> some = List.of(CmafSegment.of(withMessages(captions), 200));
            List<String> text = new CmafMasterPlaylist(some).text().lines().toList();
            assertEquals(
                    !captions,
                    tags(text, "#EXT-X-STREAM-INF").getFirst().containsKey("CLOSED-CAPTIONS"));
        }
    }

    /** Pictures with user data before them: captions, or what x264 tells of itself. */
    private static Segment withMessages(boolean captions) {
        String message =
                captions ? "0604 0b b50031 47413934 03 c0ff80" : "0605 0b 0102030405060708090a0b80";
        byte[] sei = Bytes.ofHex(message.replace(" ", "")).toByteArray();
        ByteBuffer payload = ByteBuffer.allocate(4 + sei.length + 6);
        payload.putInt(sei.length).put(sei).putInt(2).put((byte) 0x65).put((byte) 1);
        Segment clear = segment(0, HlsFixture.tracks(), true);
        List<Unit> units = new ArrayList<>(clear.runs().getFirst().units());
        units.set(0, new Unit(0, 0, 0, 0, true, payload.array()));
        return new Segment(
                clear.start(),
                clear.durationMicros(),
                clear.mediaBytes(),
                List.of(new SegmentRun(HlsFixture.tracks(), units)));
    }

    @Test
    void rule4342_audioAlone_isVariantsWithoutGroupOrResolution() {
        List<String> audioOnly = new CmafMasterPlaylist(segments(false)).text().lines().toList();
        List<Map<String, String>> variants = tags(audioOnly, "#EXT-X-STREAM-INF");
        assertEquals(2, variants.size());
        for (Map<String, String> variant : variants) {
            assertEquals("\"mp4a.40.2\"", variant.get("CODECS"));
            assertFalse(variant.containsKey("AUDIO") || variant.containsKey("RESOLUTION"));
            assertFalse(variant.containsKey("CLOSED-CAPTIONS"));
        }
    }
}
