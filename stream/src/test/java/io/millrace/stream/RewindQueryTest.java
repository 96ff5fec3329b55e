package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RewindQueryTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "start=-30, 2026-01-31T11:59:30Z",
        "start=-30s, 2026-01-31T11:59:30Z",
        "start=-1.5, 2026-01-31T11:59:58.500Z",
        "start=-250ms, 2026-01-31T11:59:59.750Z",
        "start=-5m, 2026-01-31T11:55:00Z",
        "start=-2h, 2026-01-31T10:00:00Z",
        "startunix=-30, 2026-01-31T11:59:30Z",
        "startunix=1769860800, 2026-01-31T12:00:00Z",
        "start=2026-01-31T11:00:00Z, 2026-01-31T11:00:00Z",
        "start=2026-01-31T13:00:00%2B02:00, 2026-01-31T11:00:00Z",
        "start=2026-01-31T13:00:00+02:00, 2026-01-31T11:00:00Z",
        "token=x&start=-30&_HLS_skip=YES, 2026-01-31T11:59:30Z"
    })
    void start_inEachForm_isThatInstant(String query, Instant start) throws Exception {
        assertTrue(RewindQuery.isIn(query));
        assertEquals(Optional.of(start), RewindQuery.parse(query, NOW).start());
    }

    @ParameterizedTest
    @CsvSource({
        "duration=90, 2026-01-31T11:01:30Z",
        "duration=1m, 2026-01-31T11:01:00Z",
        "end=2026-01-31T11:02:00Z, 2026-01-31T11:02:00Z",
        "end=-30, 2026-01-31T11:59:30Z",
        "stopunix=1769857260, 2026-01-31T11:01:00Z"
    })
    void end_inEachForm_isThatInstant(String end, Instant expected) throws Exception {
        RewindQuery range = RewindQuery.parse("start=2026-01-31T11:00:00Z&" + end, NOW);
        assertEquals(Optional.of(expected), range.end());
        assertEquals("start=2026-01-31T11:00:00Z&end=" + expected, range.absolute());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start=noon",
                "start=-",
                "start=-30x",
                "start=%zz",
                "start=-9999999999",
                "start=-30&duration=",
                "start=-30&duration=0",
                "start=-30&end=-60"
            })
    void range_thatIsNone_isRefused(String query) {
        assertThrows(IllegalRangeException.class, () -> RewindQuery.parse(query, NOW));
    }

    @Test
    void live_isNoRange() {
        assertFalse(RewindQuery.isIn(""));
        assertFalse(RewindQuery.isIn("start=live"));
        assertFalse(RewindQuery.isIn("token=x&_HLS_msn=3"));
    }

    @Property(tries = 200)
    void anything_isReadOrRefused(@ForAll @StringLength(max = 40) String text) {
        try {
            RewindQuery.parse("start=" + text, NOW);
        } catch (IllegalRangeException refused) {
            assertFalse(String.valueOf(refused.getMessage()).isEmpty());
        }
    }
}
