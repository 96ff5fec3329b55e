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
                        segment(
                                "a.m4s",
                                Optional.of(
                                        new HlsPlaylist.Key(
                                                "k?x=1",
                                                Optional.of("000102030405060708090A0B0C0D0E0F")))),
                        segment("b.m4s", Optional.empty())),
                playlist.segments());
    }

    private static HlsPlaylist.Segment segment(String uri, Optional<HlsPlaylist.Key> key) {
        return new HlsPlaylist.Segment(
                Optional.of(new HlsPlaylist.Resource(uri)),
                2_000,
                Optional.of(new HlsPlaylist.Resource("init.mp4")),
                key,
                List.of(),
                false);
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
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-SKIP:X=1").obstacle().isPresent());
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=AES-128").obstacle().isPresent());
        assertTrue(
                HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\"")
                        .obstacle()
                        .isPresent());
        assertTrue(HlsPlaylist.parse("#EXTM3U\n#EXT-X-KEY:METHOD=NONE").obstacle().isEmpty());
        assertThrows(MalformedMediaException.class, () -> HlsPlaylist.parse("<html>"));
        assertThrows(MalformedMediaException.class, () -> HlsPlaylist.parse("#EXTM3U\n#EXTINF:x"));
    }

    private static final String PARTS =
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:2
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12,PART-HOLD-BACK=0.9
            #EXT-X-PART-INF:PART-TARGET=0.3
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-MAP:URI="i.mp4",BYTERANGE="20@4"
            #EXTINF:2,
            a7.m4s
            #EXT-X-PART:DURATION=0.3,URI="all.m4s",BYTERANGE="100@50",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.25,URI="all.m4s",BYTERANGE="10"
            #EXT-X-BYTERANGE:110@50
            #EXTINF:0.55,
            all.m4s
            #EXT-X-PART:DURATION=0.3,URI="a9.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.3,URI="a9.1.m4s",GAP=YES
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="a9.2.m4s"
            #EXT-X-RENDITION-REPORT:URI="b.m3u8",LAST-MSN=9,LAST-PART=1
            """;

    @Test
    void parse_partsAndRanges_haveTheirBytes() throws Exception {
        HlsPlaylist playlist = HlsPlaylist.parse(PARTS);
        assertEquals(
                new HlsPlaylist.LowLatency(
                        true, 300, 900, Optional.of(new HlsPlaylist.Resource("a9.2.m4s"))),
                playlist.lowLatency());
        assertEquals(2, playlist.complete());
        HlsPlaylist.Segment second = playlist.segments().get(1);
        assertEquals(Optional.of(range("i.mp4", 4, 20)), second.header());
        assertEquals(Optional.of(range("all.m4s", 50, 110)), second.whole());
        assertEquals(
                List.of(
                        new HlsPlaylist.Part(range("all.m4s", 50, 100), 300, true, false),
                        new HlsPlaylist.Part(range("all.m4s", 150, 10), 250, false, false)),
                second.parts());
        HlsPlaylist.Segment growing = playlist.segments().getLast();
        assertEquals(Optional.empty(), growing.whole());
        assertEquals(
                List.of(false, true), growing.parts().stream().map(HlsPlaylist.Part::gap).toList());
    }

    private static HlsPlaylist.Resource range(String uri, long offset, int length) {
        return new HlsPlaylist.Resource(uri, Optional.of(new HlsPlaylist.Range(offset, length)));
    }

    @Test
    void parse_hostileRanges_areRefused() {
        for (String bytes : List.of("0@0", "-1@0", "99999999999@0", "67108865@0", "1@x", "1@-1")) {
            String line = "#EXTM3U\n#EXT-X-PART:DURATION=1,URI=\"a\",BYTERANGE=\"" + bytes + "\"";
            assertThrows(MalformedMediaException.class, () -> HlsPlaylist.parse(line), bytes);
        }
        assertThrows(
                MalformedMediaException.class,
                () -> HlsPlaylist.parse("#EXTM3U\n#EXT-X-BYTERANGE:x\na.ts"));
        assertThrows(
                MalformedMediaException.class,
                () -> HlsPlaylist.parse("#EXTM3U" + "\n#".repeat(100_000)));
    }

    @Test
    void parse_partsOfEncryptedSegments_arePassedOver() throws Exception {
        String key = "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-PART-INF";
        HlsPlaylist playlist = HlsPlaylist.parse(PARTS.replace("#EXT-X-PART-INF", key));
        assertTrue(!playlist.hasParts() && playlist.segments().size() == 2);
        assertEquals(Optional.empty(), playlist.lowLatency().hint());
    }

    @Property(tries = 200)
    void parse_anyCut_isReadOrRefused(
            @ForAll String noise, @ForAll short cut, @ForAll boolean withParts) {
        String whole = withParts ? PARTS : LIVE;
        String text = whole.substring(0, Math.floorMod(cut, whole.length())) + noise;
        try {
            assertTrue(HlsPlaylist.parse(text).segments().size() <= text.length());
        } catch (MalformedMediaException refused) {
            assertTrue(String.valueOf(refused.getMessage()).length() > 5);
        }
    }
}
