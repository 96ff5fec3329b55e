package io.millrace.ingest.file;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.UnitDuration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The timeline of a file that is played round after round. The first picture (or, without video,
 * the first sound) is at zero; each round begins where the pictures of the one before it end, with
 * the same shift for all tracks, computed from zero, so that sound and picture never drift apart.
 * Sound that would overlap the sound before it is left out and counted. Not thread-safe.
 */
final class Loop {
    private static final int OVERLAP_TOLERANCE_PARTS = 1000;

    private final Map<Integer, Track> tracks = new HashMap<>();
    private final Map<Integer, Long> soundEndTicks = new HashMap<>();
    private final Track leader;
    private boolean started;
    private long zeroTicks;
    private long shiftTicks;
    private long roundEndTicks;
    private long lastLeaderDtsTicks;
    private long leaderLengthTicks;
    private long omitted;

    Loop(List<Track> described) {
        describe(described);
        leader =
                described.stream()
                        .filter(track -> track.kind() == MediaKind.VIDEO)
                        .findFirst()
                        .orElse(described.getFirst());
    }

    void describe(List<Track> described) {
        described.forEach(track -> tracks.put(track.id(), track));
    }

    /** Units that were left out because they lie before the start, or overlap. */
    long omitted() {
        return omitted;
    }

    /** Length of what was played of this round, in ticks of the leading track's clock. */
    long roundTicks() {
        return roundEndTicks;
    }

    int leaderClockRate() {
        return leader.clockRate();
    }

    /** Everything from now on is one more round of the file. */
    void nextRound() {
        shiftTicks += roundEndTicks;
        roundEndTicks = 0;
    }

    /** The unit on the timeline; empty if it is left out. */
    Optional<Unit> place(Unit unit) {
        Track track = tracks.get(unit.track());
        if (track == null) {
            omitted++;
            return Optional.empty();
        }
        if (track.id() == leader.id()) {
            follow(unit);
        }
        if (!started) {
            omitted++;
            return Optional.empty();
        }
        long shift =
                Ticks.convertNearest(shiftTicks - zeroTicks, leader.clockRate(), track.clockRate());
        Unit placed = unit.shiftedBy(shift);
        return track.kind() == MediaKind.AUDIO
                ? withoutOverlap(track, placed)
                : Optional.of(placed);
    }

    /** Learns zero and the length of the round from the leading track. */
    private void follow(Unit unit) {
        if (!started) {
            started = true;
            zeroTicks = unit.ptsTicks();
        } else if (unit.dtsTicks() > lastLeaderDtsTicks) {
            leaderLengthTicks = unit.dtsTicks() - lastLeaderDtsTicks;
        }
        OptionalInt length = UnitDuration.ticks(leader.format(), unit.payload());
        if (length.isPresent()) {
            leaderLengthTicks = length.getAsInt();
        }
        lastLeaderDtsTicks = unit.dtsTicks();
        roundEndTicks = Math.max(roundEndTicks, unit.ptsTicks() - zeroTicks + leaderLengthTicks);
    }

    private Optional<Unit> withoutOverlap(Track track, Unit unit) {
        long tolerance = track.clockRate() / OVERLAP_TOLERANCE_PARTS;
        if (unit.ptsTicks() < soundEndTicks.getOrDefault(track.id(), 0L) - tolerance) {
            omitted++;
            return Optional.empty();
        }
        soundEndTicks.put(
                track.id(),
                unit.ptsTicks() + UnitDuration.ticks(track.format(), unit.payload()).orElse(0));
        return Optional.of(unit);
    }
}
