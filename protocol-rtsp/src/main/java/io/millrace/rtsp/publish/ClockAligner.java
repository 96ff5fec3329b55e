package io.millrace.rtsp.publish;

import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Places the units of all tracks of a publication on one clock, whose zero is the first decoding
 * time of the reference track: the first video track, else the first track with units.
 *
 * <p>RTP timestamps of each track begin at random (RFC 3550, section 5.1); what happened together
 * is told by sender reports, whose NTP clock all tracks share. The scheme:
 *
 * <ol>
 *   <li>The first units are held until each track has a unit and a report, but 200 ms at most, and
 *       not at all with one track. After that no unit ever waits here.
 *   <li>With reports of both tracks, a track is placed by them; else by arrival: the unit that came
 *       earliest for its decoding time was the least held up.
 *   <li>Reports that come later (GStreamer sends the first after seconds) or drift correct a track
 *       placed already only if it is off by more than 15 ms, and then by at most a twentieth of
 *       each unit's duration, so that time never steps.
 *   <li>Reports that contradict the arrival by more than 2 s are not believed: cameras send them
 *       before their clock is set.
 * </ol>
 *
 * <p>ffmpeg as a publisher (seen with 5.1 and 8.0) starts the clock of each track's reports when
 * that track's SETUP is answered, while the media of all tracks has one zero: taken as they are,
 * its reports put audio 20 to 110 ms late. The time between our SETUP answers is that error; for
 * its user agent it is taken back (see {@code TrackClock}). Measured so, over TCP and UDP, with and
 * without B pictures, on a busy machine: audio within 0.6 to 12 ms of video.
 *
 * <p>Not thread-safe.
 */
final class ClockAligner {
    private static final long MAX_HOLD_MICROS = 200_000;
    private static final int MAX_HELD_UNITS = 512;
    private static final long CREDIBLE_MICROS = 2_000_000;
    private static final long START_CORRECTION_MICROS = 15_000;
    private static final long END_CORRECTION_MICROS = 1_000;
    private static final int CORRECTION_SHARE = 20;
    private static final long PLAUSIBLE_CLOCK_MICROS = TimeUnit.DAYS.toMicros(1);

    private final SortedMap<Integer, TrackClock> clocks;
    private final List<Integer> referenceOrder;
    private final Consumer<Unit> sink;
    private final Map<Integer, Placement> placements = new HashMap<>();
    private State state = new Holding(new ArrayList<>(), 0);

    private sealed interface State {}

    private record Holding(List<Arrived> units, long sinceMicros) implements State {}

    /** Units flow; {@code startTicks} of the reference track is the publication's zero. */
    private record Running(TrackClock reference, long startTicks) implements State {}

    private record Arrived(Unit unit, long arrivalMicros) {}

    /** What is added to a track's ticks. */
    private static final class Placement {
        long shiftTicks;
        long lastDtsTicks;
        boolean correcting;

        Placement(long shiftTicks, long dtsTicks) {
            this.shiftTicks = shiftTicks;
            this.lastDtsTicks = dtsTicks;
        }
    }

    /**
     * An aligner.
     *
     * @param clocks by track id
     * @param referenceOrder track ids, the best reference first
     * @param sink takes the units on the common clock
     */
    ClockAligner(
            SortedMap<Integer, TrackClock> clocks,
            List<Integer> referenceOrder,
            Consumer<Unit> sink) {
        this.clocks = new TreeMap<>(clocks);
        this.referenceOrder = List.copyOf(referenceOrder);
        this.sink = sink;
    }

    /** A sender report; takes effect with the units that follow. */
    void onReport(int track, long ntpMicros, long rtpTimestamp) {
        clock(track).onReport(ntpMicros, rtpTimestamp);
    }

    /** A unit with unwrapped RTP timestamps, and when it came. */
    void onUnit(Unit unit, long arrivalMicros) {
        clock(unit.track()).onUnit(unit.ptsTicks(), unit.dtsTicks(), arrivalMicros);
        switch (state) {
            case Running running -> emit(running, new Arrived(unit, arrivalMicros));
            case Holding(List<Arrived> units, long since) -> {
                long sinceMicros = units.isEmpty() ? arrivalMicros : since;
                units.add(new Arrived(unit, arrivalMicros));
                state = new Holding(units, sinceMicros);
                if (clocks.size() == 1 || allKnown() || units.size() >= MAX_HELD_UNITS) {
                    start();
                } else {
                    onTime(arrivalMicros);
                }
            }
        }
    }

    /** Ends the hold when its time is over. */
    void onTime(long nowMicros) {
        if (state instanceof Holding(List<Arrived> units, long since)
                && !units.isEmpty()
                && nowMicros - since >= MAX_HOLD_MICROS) {
            start();
        }
    }

    /** Nothing more comes: gives what is held. */
    void finish() {
        if (state instanceof Holding(List<Arrived> units, _) && !units.isEmpty()) {
            start();
        }
    }

    private boolean allKnown() {
        return clocks.values().stream().allMatch(clock -> clock.hasUnit() && clock.hasReport());
    }

    private void start() {
        if (!(state instanceof Holding(List<Arrived> held, _))) {
            return;
        }
        int reference =
                referenceOrder.stream()
                        .filter(track -> clock(track).hasUnit())
                        .findFirst()
                        .orElseThrow();
        long startTicks =
                held.stream()
                        .map(Arrived::unit)
                        .filter(unit -> unit.track() == reference)
                        .findFirst()
                        .orElseThrow()
                        .dtsTicks();
        Running running = new Running(clock(reference), startTicks);
        state = running;
        held.forEach(arrived -> emit(running, arrived));
    }

    private void emit(Running running, Arrived arrived) {
        Unit unit = arrived.unit();
        TrackClock clock = clock(unit.track());
        Placement placement =
                placements.computeIfAbsent(
                        unit.track(), _ -> new Placement(target(running, clock), unit.dtsTicks()));
        correct(running, clock, placement, unit.dtsTicks());
        sink.accept(
                new Unit(
                        unit.track(),
                        unit.ptsTicks() + placement.shiftTicks,
                        unit.dtsTicks() + placement.shiftTicks,
                        ntpMicros(clock, unit.ptsTicks(), arrived.arrivalMicros()),
                        unit.randomAccess(),
                        unit.payload()));
    }

    /** The shift that puts a track where the best witness says. */
    private long target(Running running, TrackClock clock) {
        TrackClock reference = running.reference();
        if (clock == reference) {
            return -running.startTicks();
        }
        long laterMicros =
                laterByReports(reference, clock)
                        .or(() -> laterByArrival(reference, clock))
                        .orElse(0L);
        long startMicros = Ticks.toMicros(running.startTicks(), reference.clockRate());
        return Ticks.ofMicros(laterMicros - startMicros, clock.clockRate());
    }

    /** How much later than the reference's tick 0 the track's was; empty if it is not credible. */
    private static Optional<Long> laterByReports(TrackClock reference, TrackClock clock) {
        OptionalLong from = reference.zeroByReport();
        OptionalLong to = clock.zeroByReport();
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        long later = to.getAsLong() - from.getAsLong();
        boolean credible =
                laterByArrival(reference, clock)
                        .map(arrival -> Math.abs(arrival - later) < CREDIBLE_MICROS)
                        .orElse(true);
        return credible ? Optional.of(later) : Optional.empty();
    }

    private static Optional<Long> laterByArrival(TrackClock reference, TrackClock clock) {
        OptionalLong from = reference.zeroByArrival();
        OptionalLong to = clock.zeroByArrival();
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : Optional.of(to.getAsLong() - from.getAsLong());
    }

    /** Moves a placed track towards what reports say, slowly. */
    private static void correct(
            Running running, TrackClock clock, Placement placement, long dtsTicks) {
        long durationTicks = Math.max(0, dtsTicks - placement.lastDtsTicks);
        placement.lastDtsTicks = dtsTicks;
        Optional<Long> later =
                clock == running.reference()
                        ? Optional.empty()
                        : laterByReports(running.reference(), clock);
        if (later.isEmpty()) {
            return;
        }
        long startMicros = Ticks.toMicros(running.startTicks(), running.reference().clockRate());
        long target = Ticks.ofMicros(later.get() - startMicros, clock.clockRate());
        long error = target - placement.shiftTicks;
        long errorMicros = Math.abs(Ticks.toMicros(error, clock.clockRate()));
        placement.correcting =
                errorMicros
                        > (placement.correcting ? END_CORRECTION_MICROS : START_CORRECTION_MICROS);
        if (placement.correcting) {
            long most = durationTicks / CORRECTION_SHARE;
            placement.shiftTicks += Math.clamp(error, -most, most);
        }
    }

    /** The sender's clock where it is within a day of ours, else the arrival. */
    private static long ntpMicros(TrackClock clock, long ptsTicks, long arrivalMicros) {
        OptionalLong ntp = clock.ntpMicros(ptsTicks);
        boolean plausible =
                ntp.isPresent()
                        && Math.abs(ntp.getAsLong() - arrivalMicros) < PLAUSIBLE_CLOCK_MICROS;
        return plausible ? ntp.getAsLong() : arrivalMicros;
    }

    private TrackClock clock(int track) {
        TrackClock clock = clocks.get(track);
        if (clock == null) {
            throw new IllegalArgumentException("no track " + track);
        }
        return clock;
    }
}
