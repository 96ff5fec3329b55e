package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HlsPlaylistTest {
    private static final String LIVE =
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:17
            #EXTINF:3.96,title
            a17.ts
            #EXTINF:4,
            http://other/a18.ts
            """;

    @Test
    void parse_livePlaylist_hasItsSegments() throws Exception {
        HlsPlaylist playlist = HlsPlaylist.parse(LIVE);
        assertEquals(17, playlist.sequence());
        assertEquals(4_000, playlist.targetMillis());
        assertEquals(
                List.of(
                        new HlsPlaylist.Segment("a17.ts", 3_960),
                        new HlsPlaylist.Segment("http://other/a18.ts", 4_000)),
                playlist.segments());
        assertTrue(!playlist.ended() && playlist.obstacle().isEmpty());
        assertTrue(HlsPlaylist.parse(LIVE + "#EXT-X-ENDLIST\n").ended());
    }

    @Test
    void parse_masterPlaylist_hasTheBestVariant() throws Exception {
        HlsPlaylist playlist =
                HlsPlaylist.parse(
                        """
                        #EXTM3U
                        #EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=9999,BANDWIDTH=100
                        low.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=200,CODECS="avc1"
                        high.m3u8
                        """);
        assertEquals("high.m3u8", playlist.best().orElseThrow().uri());
    }

    @Test
    void parse_whatIsNotRead_saysSo() throws Exception {
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-MAP:URI=\"i.mp4\"").obstacle().isPresent());
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=AES-128").obstacle().isPresent());
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=NONE").obstacle().isEmpty());
        assertThrows(MalformedMediaException.class, () -> HlsPlaylist.parse("<html>"));
        assertThrows(MalformedMediaException.class, () -> HlsPlaylist.parse("#EXTM3U\n#EXTINF:x"));
    }

    @Property(tries = 200)
    void parse_anyCut_isReadOrRefused(@ForAll String noise, @ForAll short cut) {
        String text = LIVE.substring(0, Math.floorMod(cut, LIVE.length())) + noise;
        try {
            assertTrue(HlsPlaylist.parse(text).segments().size() <= text.length());
        } catch (MalformedMediaException refused) {
            assertTrue(String.valueOf(refused.getMessage()).length() > 5);
        }
    }
}
