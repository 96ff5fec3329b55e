package io.millrace.stream.publish;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.LogHead;
import io.millrace.stream.RunningNumbers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places a source's timestamps on the path's one timeline, which never goes back. The offset is in
 * whole milliseconds, so that 90 kHz and millisecond clocks carry it exactly. Not thread-safe.
 */
final class Timeline {
    /** Where a new path's timeline starts: room for audio that leads, and for negative offsets. */
    static final long ORIGIN_MICROS = 1_000_000;

    private static final long MILLI = 1_000;

    /**
     * How early what came last may have been, by the wall clock of its stretch: a burst at joining.
     */
    private static final long MAX_EARLY_MICROS = 1_000_000;

    /** How late. More may be a clock that drifts, and would be a gap in the next stretch. */
    private static final long MAX_LATE_MICROS = 250_000;

    private final Map<Integer, Long> lastDtsTicks = new HashMap<>();
    private long lastMicros;
    private long lastWallMicros;
    private boolean empty;
    private long offsetMicros;
    private long anchorMicros;
    private long absenceMicros;
    private long beginSourceMicros;
    private long newestSourceMicros;

    Timeline(Optional<LogHead> head) {
        empty = head.isEmpty();
        lastMicros = head.map(LogHead::lastMicros).orElse(0L);
        lastWallMicros = head.map(LogHead::lastTimestampMillis).orElse(0L) * MILLI;
        anchorMicros = head.map(known -> known.numbers().wallClockAnchorMicros()).orElse(0L);
    }

    /** Takes the source's time at {@code unit} to be now: as much later as the wall clock says. */
    void begin(Unit unit, Track track, long nowMicros) {
        long source = Ticks.toMicros(unit.dtsTicks(), track.clockRate());
        long elapsed = Math.max(nowMicros - lastWallMicros, MILLI);
        long target = empty ? ORIGIN_MICROS : onward(nowMicros, elapsed);
        absenceMicros = empty ? 0 : elapsed;
        offsetMicros = -Math.floorDiv(source - target, MILLI) * MILLI;
        anchorMicros = nowMicros - (source + offsetMicros);
        beginSourceMicros = source;
        newestSourceMicros = source;
        lastDtsTicks.clear();
    }

    /**
     * Now, by the anchor of the stretch before, if what came last was about as early or late as
     * networks are: readers who map timestamps to the wall clock (RTCP, EXT-X-PROGRAM-DATE-TIME)
     * see no step. Else what came last and the time since.
     */
    private long onward(long nowMicros, long elapsedMicros) {
        long sinceLast = lastMicros + elapsedMicros;
        long byAnchor = nowMicros - anchorMicros;
        long early = sinceLast - byAnchor;
        boolean near = -MAX_LATE_MICROS <= early && early <= MAX_EARLY_MICROS;
        return near && byAnchor >= lastMicros + MILLI ? byAnchor : sinceLast;
    }

    /** How much later than the newest unit before it the present stretch began. */
    long absenceMicros() {
        return absenceMicros;
    }

    /** Whether the unit is the first of its track and would show before the entry point. */
    boolean leadsIn(Unit unit, Track track) {
        return !lastDtsTicks.containsKey(track.id())
                && Ticks.toMicros(unit.dtsTicks(), track.clockRate()) < beginSourceMicros;
    }

    /** Whether the unit cannot follow those before it: back in its track, or far ahead. */
    boolean jumps(Unit unit, Track track, long nowMicros) {
        long source = Ticks.toMicros(unit.dtsTicks(), track.clockRate());
        long ahead = source - newestSourceMicros - Math.max(nowMicros - lastWallMicros, 0);
        boolean back = unit.dtsTicks() < lastDtsTicks.getOrDefault(track.id(), Long.MIN_VALUE);
        return back || ahead > PublishSettings.MAX_JUMP_MICROS;
    }

    /** The unit on the path's timeline. */
    Unit place(Unit unit, Track track, long nowMicros) {
        int rate = track.clockRate();
        lastDtsTicks.put(track.id(), unit.dtsTicks());
        newestSourceMicros = Math.max(newestSourceMicros, Ticks.toMicros(unit.dtsTicks(), rate));
        Unit placed = unit.shiftedBy(Ticks.ofMicros(offsetMicros, rate));
        lastMicros = Math.max(lastMicros, Ticks.toMicros(placed.ptsTicks(), rate));
        lastWallMicros = nowMicros;
        empty = false;
        return placed;
    }

    /** The running numbers of an entry point in the given segment. */
    RunningNumbers numbers(long segment, long discontinuity, long segmentStartMicros) {
        return new RunningNumbers(
                segment, discontinuity, offsetMicros, segmentStartMicros, anchorMicros);
    }

    /** dts on the path's timeline. */
    long dtsMicros(Unit source, Track track) {
        return Ticks.toMicros(source.dtsTicks(), track.clockRate()) + offsetMicros;
    }
}
