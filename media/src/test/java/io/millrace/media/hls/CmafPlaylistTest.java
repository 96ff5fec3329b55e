package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules of rfc8216bis, by their sections, on a path of 1 s segments and 200 ms parts. */
final class CmafPlaylistTest {
    private static final int PART_MILLIS = 200;
    private static final CmafPlaylist.Settings SETTINGS = new CmafPlaylist.Settings(1, PART_MILLIS);
    private static final Track VIDEO = HlsFixture.tracks().getFirst();
    private static final Track AUDIO = HlsFixture.tracks().getLast();

    /** Complete segments from number 0 on, and one that has {@code pictures} pictures so far. */
    static List<CmafSegment> segments(int complete, int pictures) {
        SegmentAssembler assembler = new SegmentAssembler(1 << 20, 10_000_000);
        List<CmafSegment> segments = new ArrayList<>();
        for (int second = 0; second < complete; second++) {
            HlsFixture.gop(assembler, HlsFixture.entry(1, second, 0, second, second))
                    .ifPresent(done -> segments.add(CmafSegment.of(done, PART_MILLIS)));
        }
        Optional<Segment> last =
                assembler.addEntryPoint(
                        HlsFixture.entry(1, complete, 0, complete, complete),
                        HlsFixture.pictures(complete, 0, 1));
        last.ifPresent(done -> segments.add(CmafSegment.of(done, PART_MILLIS)));
        assembler.add(HlsFixture.pictures(complete, 1, pictures - 1));
        segments.add(CmafSegment.of(assembler.growing().orElseThrow(), PART_MILLIS));
        return segments;
    }

    private static String text(int complete, int pictures, boolean skip) {
        return new CmafPlaylist(VIDEO, segments(complete, pictures), SETTINGS)
                .text(skip, List.of(AUDIO));
    }

    private static List<String> lines(String text, String prefix) {
        return text.lines().filter(line -> line.startsWith(prefix)).toList();
    }

    @Test
    void text_growingSegment_endsWithItsPartsAndTheHint() {
        String text = text(2, 11, false);
        String header = CmafName.header(VIDEO).fileName();
        assertEquals(
                """
                #EXTM3U
                #EXT-X-VERSION:9
                #EXT-X-TARGETDURATION:1
                #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=6.000000,\
                HOLD-BACK=3.000000,PART-HOLD-BACK=0.600000
                #EXT-X-PART-INF:PART-TARGET=0.200000
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-DISCONTINUITY-SEQUENCE:0
                #EXT-X-MAP:URI="%s"
                """
                        .formatted(header),
                text.substring(0, text.indexOf("#EXT-X-PROGRAM")));
        assertTrue(
                text.endsWith(
                        """
                        #EXT-X-PART:DURATION=0.200000,URI="part-1-2-0-0.m4s",INDEPENDENT=YES
                        #EXT-X-PART:DURATION=0.200000,URI="part-1-2-0-1.m4s"
                        #EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-1-2-0-2.m4s"
                        #EXT-X-RENDITION-REPORT:URI="track-1.m3u8",LAST-MSN=1
                        """),
                text);
    }

    @Test
    void text_partsOfASegment_addUpToItsDuration() {
        String text = text(1, 1, false);
        assertEquals(5, lines(text, "#EXT-X-PART:").size());
        assertEquals(List.of("#EXTINF:1.000000,"), lines(text, "#EXTINF"));
    }

    @Test
    void text_noPart_isLongerThanThePartTarget_4_4_4_9() {
        for (String part : lines(text(4, 20, false), "#EXT-X-PART:")) {
            assertTrue(part.startsWith("#EXT-X-PART:DURATION=0.200000,"), part);
        }
    }

    @Test
    void text_oldSegments_haveNoParts_4_4_4_9() {
        String text = text(7, 6, false);
        assertEquals(7, lines(text, "#EXTINF").size());
        assertFalse(text.contains("part-1-3-"), text);
        assertTrue(text.contains("part-1-4-"), text);
    }

    @Test
    void text_deltaUpdate_leavesOutWhatIsOlderThanTheBoundary_5_2_1() {
        String text = text(9, 6, true);
        assertTrue(text.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n"), text);
        assertEquals(6, lines(text, "#EXTINF").size());
        assertTrue(text.contains("#EXT-X-MEDIA-SEQUENCE:0\n"), text);
        assertFalse(text(4, 6, true).contains("SKIP:"));
    }

    @Test
    void text_withoutParts_isAPlainPlaylist() {
        String text =
                new CmafPlaylist(VIDEO, segments(3, 1), new CmafPlaylist.Settings(1, 0))
                        .text(false, List.of(AUDIO));
        assertFalse(text.contains("PART"), text);
        assertTrue(text.endsWith("#EXTINF:1.000000,\nseg-1-2-0.m4s\n"), text);
    }

    @Test
    void text_discontinuity_standsBeforeItsSegment() {
        SegmentAssembler assembler = new SegmentAssembler(1 << 20, 10_000_000);
        List<CmafSegment> segments = new ArrayList<>();
        for (int second = 0; second < 3; second++) {
            HlsFixture.gop(
                            assembler,
                            HlsFixture.entry(second + 1, second, second / 2, second, second))
                    .ifPresent(done -> segments.add(CmafSegment.of(done, PART_MILLIS)));
        }
        segments.add(CmafSegment.of(assembler.growing().orElseThrow(), PART_MILLIS));
        String text = new CmafPlaylist(VIDEO, segments, SETTINGS).text(false, List.of());
        assertEquals(1, lines(text, "#EXT-X-DISCONTINUITY").size() - 1);
        assertTrue(text.indexOf("#EXT-X-DISCONTINUITY\n") > text.indexOf("seg-2-1-0.m4s"), text);
    }

    @Test
    void name_ofEveryKind_isReadBack() {
        for (CmafName name :
                List.of(
                        new CmafName.Playlist(7),
                        new CmafName.Header(0, "0123456789ab"),
                        new CmafName.Segment(new SegmentName(3, 12), 1),
                        new CmafName.Part(new SegmentName(3, 12), 255, 4))) {
            assertEquals(Optional.of(name), CmafName.parse(name.fileName()));
        }
        for (String other :
                List.of(
                        "track-256.m3u8",
                        "track-01.m3u8",
                        "seg-1-2.m4s",
                        "seg-1-2-3-4.m4s",
                        "part-1-2-3.m4s",
                        "init-0-xyz.mp4",
                        "seg-1-99999999999999999999-0.m4s")) {
            assertEquals(Optional.empty(), CmafName.parse(other), other);
        }
    }

    @Test
    void master_audioThatIsDescribedAndNeverSent_isLeftOut() {
        String text = new CmafMasterPlaylist(segments(3, 1).subList(0, 3)).text();
        assertFalse(text.contains("AUDIO"), text);
        assertTrue(text.contains("CODECS=\"avc1.64001e\","), text);
    }

    @Test
    void master_videoAndAudio_isOneVariantWithAGroup() {
        Segment pictures = HlsFixture.segment(1, 0, 0, 0, 1_000_000);
        List<Unit> units = new ArrayList<>(pictures.runs().getFirst().units());
        units.add(new Unit(AUDIO.id(), 0, 0, 0, true, new byte[10]));
        Segment both =
                new Segment(
                        pictures.start(),
                        1_000_000,
                        100,
                        List.of(new SegmentRun(HlsFixture.tracks(), units)));
        String text = new CmafMasterPlaylist(List.of(CmafSegment.of(both, PART_MILLIS))).text();
        assertTrue(text.contains("URI=\"track-1.m3u8\""), text);
        assertTrue(
                text.contains(
                        "CODECS=\"avc1.64001e,mp4a.40.2\",FRAME-RATE=25.000,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\ntrack-0.m3u8\n"),
                text);
    }
}
