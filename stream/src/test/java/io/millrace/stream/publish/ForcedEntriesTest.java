package io.millrace.stream.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForcedEntriesTest {
    private static final long START = 1_700_000_000_000L;

    /** Instants of the pictures that were made entry points, of one picture each 100 ms. */
    private static List<Long> forced(long untilMillis, Set<Long> randomAccess) {
        ForcedEntries entries = new ForcedEntries();
        List<Long> forced = new ArrayList<>();
        for (long at = 0; at <= untilMillis; at += 100) {
            if (entries.take(randomAccess.contains(at), START + at)) {
                forced.add(at);
            }
        }
        return forced;
    }

    @Test
    void take_noRandomAccessPicture_forcesAfterTenSecondsEveryTwo() {
        assertEquals(List.of(10_000L, 12_000L, 14_000L), forced(15_900, Set.of()));
    }

    @Test
    void take_randomAccessPictures_forcesNothing() {
        assertEquals(List.of(), forced(30_000, Set.of(0L, 9_900L, 19_900L, 29_900L)));
    }

    @Test
    void take_onlyTheFirstIsRandomAccess_forcesTenSecondsLater() {
        assertEquals(List.of(15_000L, 17_000L), forced(18_900, Set.of(5_000L)));
    }

    @Test
    void take_keyPicturesFarApart_forcesOnlyBeforeThatIsKnown() {
        assertEquals(
                List.of(10_000L),
                forced(60_000, Set.of(0L, 11_000L, 22_000L, 33_000L, 44_000L, 55_000L)));
    }

    @Test
    void take_absenceOfPictures_isNotCounted() {
        ForcedEntries entries = new ForcedEntries();
        entries.take(true, START);
        assertEquals(false, entries.take(false, START + 60_000));
    }
}
