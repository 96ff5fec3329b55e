package io.millrace.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.benchmarks.load.LoadResult;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    @Test
    void countFrom_twoOfThreeReachTheRate_countsTwo() {
        LoadResult result =
                LoadResult.parse(
                        "RESULT connected=3 alive=3 stalled=1 seconds=2.0 serverCpu=0.5 ownCpu=0.1"
                                + " bytes=200,199,300");

        assertEquals(2, result.countFrom(100));
        assertEquals(699, result.totalBytes());
    }

    @Test
    void at_shareOfSortedValues_isTheNearestRank() {
        Percentiles millis =
                Percentiles.ofNanos(
                        java.util.List.of(4_000_000L, 1_000_000L, 2_000_000L, 3_000_000L));

        assertEquals(2, millis.at(0.5));
        assertEquals(4, millis.max());
        assertEquals(2.5, millis.mean());
    }
}
