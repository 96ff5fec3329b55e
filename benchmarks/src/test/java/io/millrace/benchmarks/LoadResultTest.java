package io.millrace.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.benchmarks.load.LoadResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    private static final String LINE =
            "RESULT connected=3 alive=3 stalled=1 lossy=0 seconds=2.0 serverCpu=0.5 ownCpu=0.1"
                    + " bytes=200,296,300";

    @Test
    void fullReaders_oneFarBehindTheFastest_isNotCounted() {
        LoadResult result = LoadResult.parse(LINE);

        assertEquals(2, result.fullReaders(0.97, 150));
        assertEquals(796, result.totalBytes());
    }

    @Test
    void fullReaders_allFarBelowTheClip_areNotCounted() {
        assertEquals(0, LoadResult.parse(LINE).fullReaders(0.97, 300));
    }

    @Test
    void at_shareOfSortedValues_isTheNearestRank() {
        Percentiles millis =
                Percentiles.ofNanos(List.of(4_000_000L, 1_000_000L, 2_000_000L, 3_000_000L));

        assertEquals(2, millis.at(0.5));
        assertEquals(4, millis.max());
        assertEquals(2.5, millis.mean());
    }
}
