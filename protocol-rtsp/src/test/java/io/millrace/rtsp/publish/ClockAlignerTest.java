package io.millrace.rtsp.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ClockAlignerTest {
    private static final int VIDEO = 0;
    private static final int AUDIO = 1;
    private static final int VIDEO_RATE = 90_000;
    private static final int AUDIO_RATE = 48_000;
    private static final long WALL = 1_700_000_000_000_000L;
    private static final long VIDEO_BASE = 4_294_900_000L;
    private static final long AUDIO_BASE = 123_456L;

    private final List<Unit> out = new ArrayList<>();

    @Test
    void oneTrack_isNeverHeld() {
        ClockAligner aligner =
                new ClockAligner(
                        new TreeMap<>(Map.of(VIDEO, new TrackClock(VIDEO_RATE, 0))),
                        List.of(VIDEO),
                        out::add);
        aligner.onUnit(video(0), WALL);

        assertEquals(0, out.getFirst().dtsTicks());
    }

    @Test
    void reportsOfBothTracks_placeThemExactlyAtOnce() {
        ClockAligner aligner = aligner(0, 0);
        aligner.onReport(VIDEO, WALL, wrapped(VIDEO_BASE));
        aligner.onReport(AUDIO, WALL, AUDIO_BASE);
        aligner.onUnit(video(0), WALL + 5_000);
        assertEquals(List.of(), out);
        aligner.onUnit(audio(3), WALL + 90_000);

        assertEquals(2, out.size());
        assertEquals(3 * 1_024, out.get(1).ptsTicks());
        assertEquals(WALL, out.get(0).ntpMicros());
    }

    @Test
    void ffmpeg_reportClocksThatStartAtSetup_areTakenBack() {
        long lateMicros = 87_000;
        ClockAligner aligner = aligner(1_000_000, 1_000_000 + lateMicros);
        // Both say that their media's zero was when their own SETUP was answered.
        aligner.onReport(VIDEO, WALL, wrapped(VIDEO_BASE));
        aligner.onReport(AUDIO, WALL + lateMicros, AUDIO_BASE);
        aligner.onUnit(video(0), WALL + 500_000);
        aligner.onUnit(audio(0), WALL + 510_000);

        assertEquals(0, out.get(1).ptsTicks());
    }

    @Test
    void withoutReports_theHoldEndsAfter200MillisecondsAndArrivalDecides() {
        ClockAligner aligner = aligner(0, 0);
        aligner.onUnit(video(0), WALL);
        aligner.onUnit(audio(0), WALL + 10_000);
        aligner.onTime(WALL + 199_999);
        assertEquals(List.of(), out);
        aligner.onTime(WALL + 200_000);

        assertEquals(2, out.size());
        assertEquals(480, out.get(1).ptsTicks());
    }

    @Test
    void laterReports_correctSlowlyAndNeverStepBack() {
        ClockAligner aligner = aligner(0, 0);
        aligner.onUnit(video(0), WALL);
        aligner.onUnit(audio(0), WALL + 100_000);
        aligner.onTime(WALL + 200_000);
        // In truth the audio was only held up: both begin together.
        aligner.onReport(VIDEO, WALL, wrapped(VIDEO_BASE));
        aligner.onReport(AUDIO, WALL, AUDIO_BASE);
        for (int frame = 1; frame < 400; frame++) {
            aligner.onUnit(audio(frame), WALL + 100_000 + frame * 21_333L);
        }

        List<Unit> audio = out.stream().filter(unit -> unit.track() == AUDIO).toList();
        for (int i = 1; i < audio.size(); i++) {
            long step = audio.get(i).dtsTicks() - audio.get(i - 1).dtsTicks();
            assertTrue(step >= 1_024 - 52 && step <= 1_024, "step " + step);
        }
        long errorMicros = Ticks.toMicros(audio.getLast().ptsTicks() - 399 * 1_024L, AUDIO_RATE);
        assertTrue(Math.abs(errorMicros) <= 1_000, errorMicros + " us");
    }

    @Test
    void reportsThatContradictTheArrival_areNotBelieved() {
        ClockAligner aligner = aligner(0, 0);
        aligner.onReport(VIDEO, WALL, wrapped(VIDEO_BASE));
        aligner.onReport(AUDIO, 0, AUDIO_BASE);
        aligner.onUnit(video(0), WALL);
        aligner.onUnit(audio(0), WALL + 20_000);

        assertEquals(Ticks.ofMicros(20_000, AUDIO_RATE), out.get(1).ptsTicks());
        assertEquals(WALL + 20_000, out.get(1).ntpMicros(), "a clock of 1970 is no clock");
    }

    @Property(tries = 200)
    void anyReports_neverMoveDecodingTimeBack(
            @ForAll @LongRange(min = -3_000_000, max = 3_000_000) long ntpErrorMicros,
            @ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long audioReport) {
        out.clear();
        ClockAligner aligner = aligner(0, 0);
        for (int frame = 0; frame < 60; frame++) {
            aligner.onUnit(video(frame), WALL + frame * 40_000L);
            aligner.onUnit(audio(frame), WALL + frame * 40_000L);
            if (frame % 20 == 10) {
                aligner.onReport(VIDEO, WALL, wrapped(VIDEO_BASE));
                aligner.onReport(AUDIO, WALL + ntpErrorMicros, audioReport);
            }
        }
        long[] last = {Long.MIN_VALUE, Long.MIN_VALUE};
        for (Unit unit : out) {
            assertTrue(unit.dtsTicks() >= last[unit.track()]);
            last[unit.track()] = unit.dtsTicks();
        }
    }

    private ClockAligner aligner(long videoLate, long audioLate) {
        return new ClockAligner(
                new TreeMap<>(
                        Map.of(
                                VIDEO, new TrackClock(VIDEO_RATE, videoLate),
                                AUDIO, new TrackClock(AUDIO_RATE, audioLate))),
                List.of(VIDEO, AUDIO),
                out::add);
    }

    private static long wrapped(long ticks) {
        return ticks & 0xFFFF_FFFFL;
    }

    /** Every 40 ms, from shortly before the 32-bit timestamp wraps. */
    private static Unit video(int number) {
        long ticks = VIDEO_BASE + number * 3_600L;
        return new Unit(VIDEO, ticks, ticks, 0, number == 0, new byte[1]);
    }

    private static Unit audio(int number) {
        long ticks = AUDIO_BASE + number * 1_024L;
        return new Unit(AUDIO, ticks, ticks, 0, true, new byte[1]);
    }
}
