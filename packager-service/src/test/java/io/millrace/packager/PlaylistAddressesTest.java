package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.stream.PathName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaylistAddressesTest {
    private final PlaylistAddresses addresses =
            new PlaylistAddresses(
                    "/live/cam/index.m3u8", new PathName("live/cam"), path -> "of=" + path);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seg.ts | seg.ts?of=live/cam",
                "a.mp4?x=1 | a.mp4?x=1&of=live/cam",
                "../low/track-0.m3u8 | ../low/track-0.m3u8?of=live/low",
                "/other/index.m3u8 | /other/index.m3u8?of=other",
                "https://cdn.example/a.ts | https://cdn.example/a.ts",
                "#EXT-X-MAP:URI=\"i.mp4\",A=1 | #EXT-X-MAP:URI=\"i.mp4?of=live/cam\",A=1",
                "#EXT-X-DATERANGE:X-ASSET-URI=\"a\" | #EXT-X-DATERANGE:X-ASSET-URI=\"a\"",
                "#EXT-X-KEY:METHOD=AES-128,URI=\"k\" | #EXT-X-KEY:METHOD=AES-128,URI=\"k?of=live/cam\"",
                "#EXTM3U | #EXTM3U",
            })
    void playlist_addressesOfOurs_getTheQuery(String line, String expected) {
        assertEquals(expected + "\n", addresses.rewritten(FrontDoor.PLAYLIST_TYPE, line + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<SegmentTemplate media=\"s-$Number$.m4s\" x=\"1\"/> | <SegmentTemplate media=\"s-$Number$.m4s?of=live/cam\" x=\"1\"/>",
                "<T initialization=\"i.mp4?a&amp;b\"/> | <T initialization=\"i.mp4?a&amp;b&amp;of=live/cam\"/>",
                "<T startNumber=\"1\"/> | <T startNumber=\"1\"/>",
            })
    void mpd_templates_getTheQuery(String text, String expected) {
        assertEquals(expected, addresses.rewritten(PlaylistAddresses.DASH_TYPE, text));
    }
}
