package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of RFC 8216 that our playlists must keep, one test each. */
final class PlaylistTest {
    private static final Segment ONE = HlsFixture.segment(1, 41, 3, 82_000_000, 2_000_000);
    private static final Segment TWO = HlsFixture.segment(1, 42, 3, 84_000_000, 2_000_000);

    @Test
    void media_twoSegments_isThisText() {
        assertEquals(
                """
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:2
                #EXT-X-MEDIA-SEQUENCE:41
                #EXT-X-DISCONTINUITY-SEQUENCE:3
                #EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:54:42.000Z
                #EXTINF:2.000000,
                seg-1-41.ts
                #EXT-X-PROGRAM-DATE-TIME:2025-10-09T08:54:44.000Z
                #EXTINF:2.000000,
                seg-1-42.ts
                """,
                MediaPlaylist.of(List.of(ONE, TWO), 2).text());
    }

    @Test
    void targetDuration_4331_isNotBelowAnyRoundedDuration() {
        assertEquals(2, target(2_499_999));
        assertEquals(3, target(2_500_000));
        assertEquals(4, target(4_000_000));
        assertEquals(2, target(100_000));
    }

    @Test
    void extinf_4321_isExactToTheMicrosecond() {
        assertTrue(text(2_002_000).contains("#EXTINF:2.002000,\n"));
        assertTrue(text(40).contains("#EXTINF:0.000040,\n"));
        assertTrue(text(10_000_001).contains("#EXTINF:10.000001,\n"));
        assertTrue(text(1_920_000).contains("#EXTINF:1.920000,\n"));
    }

    @Test
    void discontinuity_4323_standsOnlyWhereTheNumberChanges() {
        Segment changed = HlsFixture.segment(2, 43, 4, 86_000_000, 2_000_000);
        String text = MediaPlaylist.of(List.of(ONE, TWO, changed), 2).text();
        assertEquals(1, text.split("#EXT-X-DISCONTINUITY\n", -1).length - 1);
        assertTrue(text.indexOf("#EXT-X-DISCONTINUITY\n") > text.indexOf("seg-1-42.ts"));
        assertTrue(text.contains("#EXT-X-DISCONTINUITY-SEQUENCE:3\n"));
        assertFalse(MediaPlaylist.of(List.of(ONE, TWO), 2).text().contains("DISCONTINUITY\n"));
    }

    @Test
    void discontinuitySequence_4333_isThatOfTheFirstSegment() {
        Segment changed = HlsFixture.segment(2, 43, 4, 86_000_000, 2_000_000);
        String text = MediaPlaylist.of(List.of(changed), 2).text();
        assertTrue(text.contains("#EXT-X-DISCONTINUITY-SEQUENCE:4\n"));
        assertFalse(text.contains("#EXT-X-DISCONTINUITY\n"));
    }

    @Test
    void endList_4334_isNotThereSinceThePublisherMayReturn() {
        assertFalse(MediaPlaylist.of(List.of(ONE), 2).text().contains("ENDLIST"));
    }

    @Test
    void gap_ofASegmentThatWasTooBig_isTold() {
        Segment gap = new Segment(TWO.start(), TWO.durationMicros(), 0, List.of());
        String text = MediaPlaylist.of(List.of(ONE, gap), 2).text();
        assertTrue(text.contains("#EXT-X-GAP\n#EXTINF:2.000000,\nseg-1-42.ts\n"));
    }

    @Test
    void playlist_withoutASegment_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MediaPlaylist(2, List.of()));
    }

    @Test
    void master_oneVariant_hasCodecsAndMeasuredRates() {
        String text = MasterPlaylist.of("stream.m3u8", List.of(ONE, TWO)).text();
        assertTrue(
                text.startsWith("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH="), text);
        assertTrue(text.contains(",CODECS=\"avc1.64001e,mp4a.40.2\""), text);
        assertTrue(text.contains(",FRAME-RATE=12.500"), text);
        assertTrue(text.endsWith("\nstream.m3u8\n"), text);
    }

    @Test
    void bandwidth_43421_isNotBelowTheRateOfTheBiggestSegment() throws Exception {
        Segment shorter = HlsFixture.segment(1, 43, 3, 86_000_000, 1_000_000);
        MasterPlaylist master = MasterPlaylist.of("stream.m3u8", List.of(ONE, shorter));
        var out = Unpooled.buffer();
        SegmentWriter.write(shorter, out);
        assertTrue(master.peakBitsPerSecond() >= out.readableBytes() * 8L);
        assertTrue(master.averageBitsPerSecond() < master.peakBitsPerSecond());
    }

    @Test
    void name_anyOther_isNotASegment() {
        for (String name :
                List.of("seg-1-2.m4s", "seg-01-2.ts", "seg-1.ts", "seg--1-2.ts", "seg-1-2.tsx")) {
            assertTrue(SegmentName.parse(name).isEmpty(), name);
        }
        SegmentName name = new SegmentName(12, 345);
        assertEquals(name, SegmentName.parse(name.fileName()).orElseThrow());
        assertTrue(SegmentName.parse("seg-9999999999999999999-1.ts").isEmpty(), "too big");
    }

    private static int target(long durationMicros) {
        return playlist(durationMicros).targetDurationSeconds();
    }

    private static String text(long durationMicros) {
        return playlist(durationMicros).text();
    }

    private static MediaPlaylist playlist(long durationMicros) {
        return MediaPlaylist.of(List.of(HlsFixture.segment(1, 1, 0, 0, durationMicros)), 2);
    }
}
