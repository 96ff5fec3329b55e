package io.millrace.stream.publish;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.LogHead;
import io.millrace.stream.Mark;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Makes the records of one epoch from its units: bundles audio, marks entry points, stamps the
 * running numbers, places timestamps on the path's timeline (DESIGN section 3).
 *
 * <p>Drops, and tells {@link Output}, what no reader could use: units before the first entry point,
 * after a loss or a jump of timestamps up to the next one, of unknown tracks, oversized. A record
 * after such a drop bears {@link Mark#GAP}. Pure and not thread-safe.
 */
final class RecordAssembler {
    /** Audio-only bundles are full when they span this: two AAC frames at common rates. */
    private static final long AUDIO_SPAN_MICROS = PublishSettings.MAX_AUDIO_WAIT_MILLIS * 500;

    private final long epoch;
    private final PublishSettings settings;
    private final SegmentGrid grid;
    private final Timeline timeline;
    private final Output output;
    private final Bundle bundle = new Bundle();
    private final ForcedEntries forcedEntries = new ForcedEntries();
    private Phase phase = Phase.FIRST_ENTRY;
    private Description current;
    private Description upcoming;
    private final Deque<EntryPoint> pendingEntries = new ArrayDeque<>();
    private Optional<EntryPoint> writtenEntry;
    private long lastEntryDtsMicros;
    private long sequence;
    private int entryDistance = 1;
    private boolean gap;

    /** What the next entry point has to mend. */
    private enum Phase {
        FIRST_ENTRY(Drop.BEFORE_ENTRY_POINT),
        RUNNING(Drop.BEFORE_ENTRY_POINT),
        AFTER_LOSS(Drop.OVERFLOW),
        AFTER_JUMP(Drop.TIMESTAMP_JUMP);

        private final Drop drop;

        Phase(Drop drop) {
            this.drop = drop;
        }
    }

    /** Where records go. */
    interface Output {
        /** False if there is no room for the record. */
        boolean append(StreamRecord record);

        void dropped(Unit unit, Drop reason);

        /** The leading track's timestamps jumped: a new timeline offset follows. */
        void jumped();

        /** A picture that is not randomly accessible was made an entry point. */
        void forced();
    }

    RecordAssembler(
            long epoch,
            List<Track> tracks,
            Optional<LogHead> head,
            PublishSettings settings,
            Output output) {
        this.epoch = epoch;
        this.settings = settings;
        this.grid = new SegmentGrid(settings.segmentMillis() * 1_000);
        this.timeline = new Timeline(head);
        this.output = output;
        this.current = new Description(tracks);
        this.upcoming = current;
        this.writtenEntry = head.map(last -> new EntryPoint(last.tracks(), last.numbers()));
    }

    /** New tracks, from the next entry point on. */
    void describe(List<Track> tracks) {
        Description next = new Description(tracks);
        upcoming = next.equals(current) ? current : next;
    }

    void write(Unit unit, long nowMillis) {
        Optional<Track> track = upcoming.track(unit.track());
        if (track.isEmpty()) {
            drop(unit, Drop.UNKNOWN_TRACK);
        } else if (unit.sizeBytes() > settings.maxRecordBytes()) {
            refuseOversized(unit, track.get());
        } else {
            place(unit, track.get(), nowMillis);
        }
    }

    private void refuseOversized(Unit unit, Track track) {
        drop(unit, Drop.OVERSIZED);
        if (track.equals(upcoming.lead())) {
            flush();
            lose();
        }
    }

    private void place(Unit unit, Track track, long nowMillis) {
        boolean leads = track.equals(upcoming.lead());
        boolean jumps = timeline.jumps(unit, track, nowMillis * 1_000);
        if (leads && jumps && phase != Phase.FIRST_ENTRY && phase != Phase.AFTER_JUMP) {
            flush();
            phase = Phase.AFTER_JUMP;
            output.jumped();
        }
        if (leads && isForced(unit, nowMillis)) {
            output.forced();
            enter(unit.asRandomAccess(), track, nowMillis, true);
        } else if (leads && unit.randomAccess() && entryIsDue(unit, track)) {
            enter(unit, track, nowMillis, false);
        } else if (phase != Phase.RUNNING) {
            drop(unit, phase.drop);
        } else if (!current.track(track.id()).equals(Optional.of(track))) {
            drop(unit, Drop.DESCRIPTION_PENDING);
        } else if (timeline.leadsIn(unit, track)) {
            output.dropped(unit, Drop.BEFORE_ENTRY_POINT);
        } else if (jumps) {
            drop(unit, Drop.TIMESTAMP_JUMP);
        } else {
            add(unit, track, nowMillis);
        }
    }

    private boolean isForced(Unit unit, long nowMillis) {
        return upcoming.hasVideo() && forcedEntries.take(unit.randomAccess(), nowMillis);
    }

    /** Counts a drop; what is written next bears a mark, unless nothing was written before. */
    private void drop(Unit unit, Drop reason) {
        gap |= phase != Phase.FIRST_ENTRY;
        output.dropped(unit, reason);
    }

    private boolean entryIsDue(Unit unit, Track track) {
        return upcoming.hasVideo()
                || phase != Phase.RUNNING
                || !upcoming.equals(current)
                || timeline.dtsMicros(unit, track) - lastEntryDtsMicros
                        >= PublishSettings.AUDIO_ENTRY_MICROS;
    }

    private void enter(Unit unit, Track track, long nowMillis, boolean forced) {
        flush();
        boolean anew = phase == Phase.FIRST_ENTRY || phase == Phase.AFTER_JUMP;
        if (anew) {
            timeline.begin(unit, track, nowMillis * 1_000);
        }
        current = upcoming;
        long dtsMicros = timeline.dtsMicros(unit, track);
        RunningNumbers numbers =
                lastEntry()
                        .map(last -> grid.next(last, current.tracks(), timeline, dtsMicros, anew))
                        .orElseGet(() -> grid.first(timeline, dtsMicros));
        lastEntryDtsMicros = dtsMicros;
        bundle.enter(new EntryPoint(current.tracks(), numbers, forced));
        add(unit, track, nowMillis);
    }

    private void add(Unit unit, Track track, long nowMillis) {
        if (bundle.sizeBytes() + unit.sizeBytes() > settings.maxRecordBytes()) {
            flush();
        }
        bundle.add(timeline.place(unit, track, nowMillis * 1_000), nowMillis);
        if (phase != Phase.RUNNING || isFull(track, nowMillis)) {
            flush();
        }
    }

    private boolean isFull(Track added, long nowMillis) {
        if (!current.hasVideo()) {
            long span = bundle.units().getLast().ptsTicks() - bundle.units().getFirst().ptsTicks();
            return Ticks.toMicros(span, added.clockRate()) >= AUDIO_SPAN_MICROS
                    || bundle.waitedMillis(nowMillis) >= PublishSettings.MAX_AUDIO_WAIT_MILLIS;
        }
        return added.kind() == MediaKind.VIDEO
                || bundle.waitedMillis(nowMillis) >= PublishSettings.MAX_AUDIO_WAIT_MILLIS;
    }

    /** Sends audio that has waited long enough. */
    void tick(long nowMillis) {
        if (!bundle.isEmpty()
                && bundle.waitedMillis(nowMillis) >= PublishSettings.MAX_AUDIO_WAIT_MILLIS) {
            flush();
        }
    }

    /** The newest entry point that is in the log, or on its way there. */
    private Optional<EntryPoint> lastEntry() {
        return pendingEntries.isEmpty() ? writtenEntry : Optional.of(pendingEntries.getLast());
    }

    /** A record that was appended is in the log. */
    void acknowledge(StreamRecord record) {
        if (record.isEntryPoint()) {
            record.entryPoint().ifPresent(pendingEntries::remove);
            writtenEntry = record.entryPoint();
        }
    }

    /** A record that was appended did not get into the log: numbers go on from those before it. */
    void lose(StreamRecord record) {
        record.entryPoint().ifPresent(pendingEntries::remove);
        lose();
    }

    private void lose() {
        gap |= phase != Phase.FIRST_ENTRY;
        if (phase == Phase.RUNNING) {
            phase = Phase.AFTER_LOSS;
        }
    }

    /** Ends the epoch in order. */
    void end() {
        flush();
        output.append(
                new StreamRecord(
                        epoch,
                        sequence,
                        Math.max(entryDistance, 1),
                        Mark.END,
                        Optional.empty(),
                        List.of()));
    }

    private void flush() {
        if (bundle.isEmpty()) {
            return;
        }
        Optional<EntryPoint> entry = bundle.entryPoint();
        List<Unit> units = List.copyOf(bundle.units());
        bundle.clear();
        if (phase == Phase.AFTER_LOSS && entry.isEmpty()) {
            units.forEach(unit -> drop(unit, Drop.OVERFLOW));
        } else {
            append(entry, units);
        }
    }

    private void append(Optional<EntryPoint> entry, List<Unit> units) {
        int distance = entry.isPresent() ? 0 : entryDistance;
        StreamRecord record =
                new StreamRecord(
                        epoch, sequence, distance, gap ? Mark.GAP : Mark.NONE, entry, units);
        sequence += units.size();
        entry.ifPresent(pendingEntries::add);
        if (output.append(record)) {
            gap = false;
            entryDistance = distance + 1;
            if (entry.isPresent()) {
                phase = Phase.RUNNING;
            }
        } else {
            entry.ifPresent(_ -> pendingEntries.removeLast());
            units.forEach(unit -> drop(unit, Drop.OVERFLOW));
            lose();
        }
    }
}
