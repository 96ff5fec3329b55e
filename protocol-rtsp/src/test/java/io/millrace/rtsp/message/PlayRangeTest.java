package io.millrace.rtsp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayRangeTest {
    private static PlayRange of(String range) throws RtspException {
        return PlayRange.of(asked(Headers.empty().with(Headers.RANGE, range)));
    }

    private static RtspRequest asked(Headers headers) {
        return new RtspRequest("PLAY", "rtsp://host/a", headers, Bytes.copyOf(new byte[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "npt=0-, 0, ",
        "npt=0.000-, 0, ",
        "NPT=10.5-, 10500, ",
        "npt= 0:01:05.25 - 0:02:00, 65250, 120000",
        "npt=7-8.;time=19970123T143720Z, 7000, 8000",
        "npt=100:00:00-, 360000000, ",
    })
    void of_normalPlayTime_isATimeAfterTheBeginning(String range, long start, Long end)
            throws RtspException {
        PlayRange expected =
                new PlayRange.Elapsed(
                        Duration.ofMillis(start), Optional.ofNullable(end).map(Duration::ofMillis));
        assertEquals(expected, of(range));
    }

    @Test
    void of_nowAndNothing_areWhatTheySay() throws RtspException {
        assertEquals(new PlayRange.Now(), of("npt=now-"));
        assertEquals(new PlayRange.Unnamed(), PlayRange.of(asked(Headers.empty())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npt=",
                "npt=5",
                "npt=-5",
                "npt=now-5",
                "npt=5-now",
                "npt=5-5",
                "npt=1:60:00-",
                "npt=1:00-",
                "npt=.5-",
                "npt=99999999999-",
                "npt=1-2-3",
                "smpte=10:07:00-",
                "clock=",
                "-",
                "",
            })
    void of_whatIsNoRange_isRefusedWith457(String range) {
        RtspException refused = assertThrows(RtspException.class, () -> of(range));
        assertEquals(Status.INVALID_RANGE, refused.status());
    }

    @Test
    void values_areWrittenToTheMillisecond() {
        Instant half = Instant.parse("2026-01-31T12:00:00.500Z");
        assertEquals("clock=20260131T120000.500Z-", PlayRange.from(half, Optional.empty()));
        assertEquals(
                "clock=20260131T120000.500Z-20260131T120001.500Z",
                PlayRange.from(half, Optional.of(half.plusSeconds(1))));
        assertEquals("npt=0.000-", PlayRange.after(Duration.ofMillis(-1), Optional.empty()));
        assertEquals(
                "npt=1.005-3600.000",
                PlayRange.after(Duration.ofMillis(1_005), Optional.of(Duration.ofHours(1))));
    }
}
