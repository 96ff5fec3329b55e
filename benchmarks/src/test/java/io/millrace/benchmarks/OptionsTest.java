package io.millrace.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void parse_nothing_measuresEverything() {
        Options options = Options.parse(List.of());

        assertEquals(EnumSet.complementOf(EnumSet.of(Options.Suite.PATHS)), options.suites());
        assertEquals(List.of(50, 200, 500), options.readers());
    }

    @Test
    void parse_lists_areTaken() {
        Options options =
                Options.parse(
                        List.of(
                                "--quick",
                                "--protocols",
                                "rtmp,hls",
                                "--readers",
                                "7",
                                "--suites",
                                "first-picture"));

        assertTrue(options.quick());
        assertEquals(List.of(Protocol.RTMP, Protocol.HLS), options.protocols());
        assertEquals(List.of(7), options.readers());
        assertEquals(Set.of(Options.Suite.FIRST_PICTURE), options.suites());
    }

    @Test
    void parse_wrongValues_sayWhatIsWrong() {
        for (List<String> wrong :
                List.of(
                        List.of("--fast"),
                        List.of("--readers"),
                        List.of("--readers", "0"),
                        List.of("--readers", "many"),
                        List.of("--protocols", "srt"))) {
            assertThrows(IllegalArgumentException.class, () -> Options.parse(wrong));
        }
    }
}
