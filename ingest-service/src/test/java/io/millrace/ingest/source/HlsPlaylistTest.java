package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Optional;
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
    void parse_encryptedMp4_hasHeaderAndKey() throws Exception {
        HlsPlaylist playlist =
                HlsPlaylist.parse(
                        """
                        #EXTM3U
                        #EXT-X-MAP:URI="init.mp4"
                        #EXT-X-KEY:METHOD=AES-128,URI="k?x=1",IV=0x000102030405060708090A0B0C0D0E0F
                        #EXTINF:2,
                        a.m4s
                        #EXT-X-KEY:METHOD=NONE
                        #EXTINF:2,
                        b.m4s
                        """);
        assertTrue(playlist.obstacle().isEmpty());
        assertEquals(
                List.of(
                        new HlsPlaylist.Segment(
                                "a.m4s",
                                2_000,
                                Optional.of("init.mp4"),
                                Optional.of(
                                        new HlsPlaylist.Key(
                                                "k?x=1",
                                                Optional.of("000102030405060708090A0B0C0D0E0F")))),
                        new HlsPlaylist.Segment(
                                "b.m4s", 2_000, Optional.of("init.mp4"), Optional.empty())),
                playlist.segments());
    }

    @Test
    void parse_masterPlaylistWithSound_hasItsAddress() throws Exception {
        HlsPlaylist playlist =
                HlsPlaylist.parse(
                        """
                        #EXTM3U
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="x.m3u8"
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="y",DEFAULT=YES,URI="y.m3u8"
                        #EXT-X-STREAM-INF:BANDWIDTH=200,AUDIO="a"
                        high.m3u8
                        """);
        assertEquals(Optional.of("y.m3u8"), playlist.best().orElseThrow().audio());
    }

    @Test
    void parse_whatIsNotRead_saysSo() throws Exception {
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-BYTERANGE:1@0").obstacle().isPresent());
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=AES-128").obstacle().isPresent());
        assertTrue(
                HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\"")
                        .obstacle()
                        .isPresent());
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
