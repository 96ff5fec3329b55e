package io.millrace.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AudioGridTest {
    private final AudioGrid grid = new AudioGrid(48_000, 1024);

    private long place(long millis) {
        return grid.place(millis * 48);
    }

    @Test
    void place_millisecondJitter_staysOnGrid() {
        assertEquals(480, place(10));
        assertEquals(1504, place(32)); // exact: 31.33
        assertEquals(2528, place(52)); // exact: 52.67
        assertEquals(3552, place(76)); // exact: 74
    }

    @Test
    void place_gap_followsTimestamp() {
        assertEquals(0, place(0));
        assertEquals(48_000, place(1000));
        assertEquals(49_024, place(1021));
    }

    @Test
    void place_severalUnitsWithOneTimestamp_staysOnGrid() {
        assertEquals(0, place(0));
        assertEquals(1024, place(0));
        assertEquals(2048, place(43));
        assertEquals(3072, place(43));
    }

    @Test
    void place_farBehind_neverGoesBack() {
        long last = place(1000);
        assertEquals(last + 1, place(0));
        assertEquals(last + 2, place(0));
    }
}
