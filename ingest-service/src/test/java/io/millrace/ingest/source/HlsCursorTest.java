package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HlsCursorTest {
    private static final String HEAD =
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:1
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.6
            #EXT-X-PART-INF:PART-TARGET=0.2
            """;

    private final HlsCursor cursor = new HlsCursor();

    /**
     * A playlist.
     *
     * @param parts of the growing segment, the last
     */
    private static HlsPlaylist live(int first, int segments, int parts)
            throws MalformedMediaException {
        StringBuilder text = new StringBuilder(HEAD + "#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        for (int number = first; number < first + segments; number++) {
            parts(text, number, number >= first + segments - 3 ? 5 : 0);
            text.append("#EXTINF:1,\n").append(number).append(".m4s\n");
        }
        parts(text, first + segments, parts);
        return HlsPlaylist.parse(text.toString());
    }

    private static void parts(StringBuilder text, int number, int count) {
        for (int part = 0; part < count; part++) {
            text.append("#EXT-X-PART:DURATION=0.2,URI=\"%d.%d.m4s\"".formatted(number, part));
            text.append(part == 0 ? ",INDEPENDENT=YES\n" : "\n");
        }
    }

    private List<String> take(HlsPlaylist playlist) {
        return cursor.take(playlist).stream().map(item -> item.resource().uri()).toList();
    }

    @Test
    void take_growingSegment_beginsAtAnEntryPointBehindTheEndAndReadsPartByPart() throws Exception {
        HlsPlaylist first = live(10, 5, 2);
        assertEquals(List.of("14.m4s", "15.0.m4s", "15.1.m4s"), take(first));
        assertEquals(Optional.of("_HLS_msn=15&_HLS_part=2"), cursor.reload(first));
        assertEquals(List.of(), take(first));
        assertEquals(List.of("15.2.m4s"), take(live(10, 5, 3)));
        HlsPlaylist complete = live(11, 5, 0);
        assertEquals(List.of("15.3.m4s", "15.4.m4s"), take(complete));
        assertEquals(Optional.of("_HLS_msn=16&_HLS_part=0"), cursor.reload(complete));
        assertEquals(List.of("16.m4s", "17.0.m4s"), take(live(12, 5, 1)));
    }

    @Test
    void take_manyPartsOfTheGrowingSegment_beginsWithIt() throws Exception {
        assertEquals(List.of("15.0.m4s", "15.1.m4s", "15.2.m4s"), take(live(10, 5, 3)));
    }

    @Test
    void take_fellBehind_goesOnAtTheFirstSegment() throws Exception {
        take(live(10, 5, 2));
        assertEquals("30.m4s", take(live(30, 3, 0)).getFirst());
    }

    @Test
    void take_partsAreGone_goesOnWithTheNextSegment() throws Exception {
        take(live(10, 5, 2));
        assertEquals("16.m4s", take(live(10, 9, 0)).getFirst());
    }

    @Test
    void take_olderPlaylist_waits_muchOlder_beginsAnew() throws Exception {
        take(live(10, 5, 2));
        assertEquals(List.of(), take(live(10, 4, 0)));
        assertEquals(List.of("2.m4s", "3.0.m4s"), take(live(0, 3, 1)));
    }

    @Test
    void take_withoutParts_beginsThreeSegmentsBeforeTheEnd() throws Exception {
        String text = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:4\n";
        String segments =
                "#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXT-X-GAP\n#EXTINF:1,\nc\n#EXTINF:1,\nd\n";
        HlsPlaylist playlist = HlsPlaylist.parse(text + segments);
        assertEquals(List.of("b", "d"), take(playlist));
        assertEquals(Optional.empty(), cursor.reload(playlist));
    }

    @Test
    void take_recording_beginsAtItsBeginning() throws Exception {
        HlsPlaylist playlist =
                HlsPlaylist.parse("#EXTM3U\n" + "#EXTINF:1,\na\n".repeat(5) + "#EXT-X-ENDLIST");
        assertEquals(5, take(playlist).size());
    }

    /** However a playlist grows and slides, no part or segment comes twice or out of order. */
    @Property(tries = 100)
    void take_anyReloads_eachOnceAndInOrder(
            @ForAll @Size(30) List<@IntRange(min = 0, max = 7) Integer> steps)
            throws MalformedMediaException {
        List<Integer> taken = new ArrayList<>();
        int now = 30;
        for (int step : steps) {
            now += step;
            int segment = now / 5;
            HlsPlaylist playlist = live(Math.max(0, segment - 4), Math.min(4, segment), now % 5);
            take(playlist).forEach(uri -> parts(uri, taken));
        }
        for (int index = 1; index < taken.size(); index++) {
            assertTrue(taken.get(index) == taken.get(index - 1) + 1, taken.toString());
        }
        assertEquals(now - 1, taken.getLast());
    }

    /** A segment has five parts. */
    private static void parts(String uri, List<Integer> taken) {
        String[] words = uri.split("\\.", -1);
        int first = 5 * Integer.parseInt(words[0]);
        if (words.length == 3) {
            taken.add(first + Integer.parseInt(words[1]));
        } else {
            for (int part = 0; part < 5; part++) {
                taken.add(first + part);
            }
        }
    }
}
