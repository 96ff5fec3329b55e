package io.millrace.stream;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A reader that checks what the log promises with every record. */
public final class CheckedSink implements ReaderSink<ByteBuf> {
    private final Map<Long, NavigableMap<Long, StreamRecord>> acknowledged;
    private final Map<Integer, Long> lastDts = new HashMap<>();
    private Optional<StreamRecord> last = Optional.empty();
    private volatile Optional<AssertionError> failure = Optional.empty();
    private boolean skipped;
    private volatile boolean ended;
    public int room = Integer.MAX_VALUE;
    public int taken;

    public CheckedSink(Map<Long, NavigableMap<Long, StreamRecord>> acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** Throws what was found first, where the executor kept it to itself. */
    public void rethrow() {
        failure.ifPresent(found -> {
            throw found;
        });
    }

    public boolean isEnded() {
        return ended;
    }

    @Override
    public void onTracks(List<Track> tracks) {
        require(!tracks.isEmpty(), "tracks");
    }

    @Override
    public boolean isWritable() {
        return room > 0;
    }

    @Override
    public void write(ByteBuf image, StreamRecord record) {
        require(!ended, "nothing after the end");
        require(image.refCnt() > 0 && image.getLong(0) == record.epoch(), "own image");
        require(image.getLong(8) == record.firstSequence(), "own image");
        boolean newEpoch = last.isEmpty() || last.get().epoch() != record.epoch();
        if (newEpoch || skipped) {
            require(record.isEntryPoint(), "begins at an entry point: " + record);
        }
        last.ifPresent(before -> follows(before, record));
        for (Unit unit : record.units()) {
            Long before = lastDts.put(unit.track(), unit.dtsTicks());
            require(before == null || before <= unit.dtsTicks(), "time goes on: " + record);
        }
        last = Optional.of(record);
        skipped = false;
        taken++;
        if (room != Integer.MAX_VALUE) {
            room--;
        }
    }

    /** In order, once, and without leaving out what was acknowledged. */
    private void follows(StreamRecord before, StreamRecord record) {
        require(before.epoch() <= record.epoch(), "no older epoch: " + record);
        if (before.epoch() == record.epoch()) {
            long next = before.firstSequence() + before.units().size();
            require(record.firstSequence() >= next, "in order, once: " + record);
            require(
                    record.firstSequence() == next || record.isEntryPoint(),
                    "a hole ends at an entry point: " + record);
            require(
                    skipped || mayLeaveOut(record.epoch(), next, record.firstSequence()),
                    "nothing is left out that can be decoded: " + record);
        }
    }

    /** What follows a lost record cannot be decoded up to the next entry point. */
    private boolean mayLeaveOut(long epoch, long from, long to) {
        NavigableMap<Long, StreamRecord> known = acknowledged.getOrDefault(epoch, new TreeMap<>());
        return (from == to || !known.containsKey(from))
                && known.subMap(from, to).values().stream().noneMatch(StreamRecord::isEntryPoint);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            AssertionError found = new AssertionError(what);
            failure = failure.or(() -> Optional.of(found));
            throw found;
        }
    }

    @Override
    public void flush() {}

    @Override
    public void onSkipped(long units) {
        require(units > 0, "skipped units");
        skipped = true;
    }

    @Override
    public void onEnd(EndReason reason) {
        require(reason.kind() != EndReason.Kind.FAILURE, reason.text());
        ended = true;
    }
}
