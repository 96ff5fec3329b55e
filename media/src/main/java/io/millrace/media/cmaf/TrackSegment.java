package io.millrace.media.cmaf;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.UnitDuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * One track's units of one segment, cut into parts: what HLS calls partial segments and CMAF
 * chunks. A pure function of the units, whether the segment is complete or still grows: a part that
 * is there never changes.
 *
 * <p>A part ends before the first unit that is at least the part's duration later than its first
 * one. It is complete once that unit is there, or the segment is.
 */
public final class TrackSegment {
    /** Parts shorter by this much are long enough: clocks are rounded. */
    private static final int TOLERANCE_MILLIS = 1;

    /** A unit of unknown length, with no other one to tell by. */
    private static final int LONE_UNIT_MILLIS = 40;

    /** Longer pauses between two units are not one unit's length. */
    private static final int LONGEST_UNIT_SECONDS = 10;

    private final Track track;
    private final List<Unit> units;
    private final int[] durations;
    private final List<Part> parts;

    /**
     * A part.
     *
     * @param from index of its first unit
     * @param to behind its last one
     * @param startTicks dts of its first unit, in ticks of the track's clock
     * @param durationTicks sum of its units' durations
     * @param independent whether decoding can start with it
     */
    public record Part(
            int from, int to, long startTicks, long durationTicks, boolean independent) {}

    private TrackSegment(Track track, List<Unit> units, int[] durations, List<Part> parts) {
        this.track = track;
        this.units = units;
        this.durations = durations;
        this.parts = List.copyOf(parts);
    }

    /**
     * Cuts a track's units.
     *
     * @param track whose units count; others in {@code units} are passed over
     * @param units of the segment, in log order
     * @param isComplete whether the segment has ended
     * @param endMicros dts at which the segment ended, if it did; tells the last picture's length
     * @param partMillis duration of a part
     */
    public static TrackSegment of(
            Track track, List<Unit> units, boolean isComplete, long endMicros, int partMillis) {
        List<Unit> own = new ArrayList<>();
        for (Unit unit : units) {
            if (unit.track() == track.id()) {
                own.add(unit);
            }
        }
        int[] durations = durations(track, own, isComplete, endMicros);
        return new TrackSegment(
                track, own, durations, parts(track, own, durations, isComplete, partMillis));
    }

    private static int[] durations(
            Track track, List<Unit> units, boolean isComplete, long endMicros) {
        int[] durations = new int[units.size()];
        for (int index = 0; index < durations.length; index++) {
            durations[index] = duration(track, units, index, durations, isComplete, endMicros);
        }
        return durations;
    }

    /** Up to the next unit; the last of a segment as its codec says, or up to the segment's end. */
    private static int duration(
            Track track,
            List<Unit> units,
            int index,
            int[] before,
            boolean isComplete,
            long endMicros) {
        Unit unit = units.get(index);
        int rate = track.clockRate();
        OptionalInt told = UnitDuration.ticks(track.format(), unit.payload());
        boolean isLast = index + 1 == units.size();
        long next = isLast ? Ticks.ofMicros(endMicros, rate) : units.get(index + 1).dtsTicks();
        long until = next - unit.dtsTicks();
        boolean plausible = until > 0 && until <= (long) LONGEST_UNIT_SECONDS * rate;
        if (told.isPresent()) {
            boolean isHole = !isLast && plausible && until - told.getAsInt() > told.getAsInt() / 2;
            return isHole ? (int) until : told.getAsInt();
        }
        if (plausible && (!isLast || isComplete)) {
            return (int) until;
        }
        return index > 0 ? before[index - 1] : rate * LONE_UNIT_MILLIS / 1_000;
    }

    private static List<Part> parts(
            Track track, List<Unit> units, int[] durations, boolean isComplete, int partMillis) {
        long partTicks = (long) (partMillis - TOLERANCE_MILLIS) * track.clockRate() / 1_000;
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int index = 1; index < units.size(); index++) {
            if (units.get(index).dtsTicks() - units.get(from).dtsTicks() >= partTicks) {
                parts.add(part(track, units, durations, from, index));
                from = index;
            }
        }
        if (isComplete && from < units.size()) {
            parts.add(part(track, units, durations, from, units.size()));
        }
        return parts;
    }

    private static Part part(Track track, List<Unit> units, int[] durations, int from, int to) {
        long duration = 0;
        for (int index = from; index < to; index++) {
            duration += durations[index];
        }
        Unit first = units.get(from);
        boolean independent = track.kind() != MediaKind.VIDEO || first.randomAccess();
        return new Part(from, to, first.dtsTicks(), duration, independent);
    }

    public Track track() {
        return track;
    }

    /** The complete parts, in order. */
    public List<Part> parts() {
        return parts;
    }

    public boolean isEmpty() {
        return units.isEmpty();
    }

    /** Number of units. */
    public int size() {
        return units.size();
    }

    /** All units, in order. */
    public List<Unit> units() {
        return Collections.unmodifiableList(units);
    }

    /** Dts of the first unit. */
    public long startTicks() {
        return units.getFirst().dtsTicks();
    }

    /** Pts of the first unit. */
    public long presentationTicks() {
        return units.getFirst().ptsTicks();
    }

    /** Sum of the durations of all complete parts. */
    public long durationTicks() {
        long duration = 0;
        for (Part part : parts) {
            duration += part.durationTicks();
        }
        return duration;
    }

    List<Unit> units(Part part) {
        return units.subList(part.from(), part.to());
    }

    int duration(int index) {
        return durations[index];
    }
}
