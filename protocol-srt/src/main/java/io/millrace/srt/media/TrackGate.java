package io.millrace.srt.media;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Publisher;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Holds a publication's first units until the format of every stream of its program is known, or
 * after a bounded wait goes on with what there is. Confined to the event loop.
 */
final class TrackGate {
    private static final long MAX_HELD_NANOS = 1_000_000_000;
    private static final long MAX_HELD_BYTES = 8 << 20;

    private final Publisher publisher;
    private final Queue<Unit> held = new ArrayDeque<>();
    private List<Track> tracks = List.of();
    private long heldBytes;
    private long firstNanos;
    private long units;
    private boolean open;

    TrackGate(Publisher publisher) {
        this.publisher = publisher;
    }

    /** Units so far. */
    long units() {
        return units;
    }

    void onTracks(List<Track> newTracks) {
        tracks = newTracks;
        if (open) {
            publisher.describe(newTracks);
        }
    }

    void onUnit(Unit unit, long nanoTime) {
        if (units++ == 0) {
            firstNanos = nanoTime;
        }
        if (open) {
            publisher.write(unit);
            return;
        }
        held.add(unit);
        heldBytes += unit.sizeBytes();
    }

    /** After each message; {@code complete} when no track is missing. */
    void onMessageDone(boolean complete, long nanoTime) {
        boolean waitedEnough =
                complete || heldBytes >= MAX_HELD_BYTES || nanoTime - firstNanos >= MAX_HELD_NANOS;
        if (!open && !held.isEmpty() && waitedEnough) {
            open();
        }
    }

    /** The end: what is held is given. */
    void finish() {
        if (!open && !held.isEmpty()) {
            open();
        }
    }

    private void open() {
        open = true;
        publisher.describe(tracks);
        held.forEach(publisher::write);
        held.clear();
    }
}
