package io.millrace.rtmp.carriage;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Holds a publication's first units until its tracks are known, for RTMP announces none: an encoder
 * may send its audio configuration after its first pictures. It opens when all announced kinds of
 * media are configured, or after a bounded wait with what there is. Confined to the event loop.
 */
public final class TrackGate {
    private static final int MAX_HELD_MESSAGES = 64;
    private static final long MAX_HELD_MILLIS = 1_000;
    private static final long MAX_HELD_BYTES = 8 << 20;

    private final UnitSink sink;
    private final Set<MediaKind> expected = EnumSet.of(MediaKind.VIDEO, MediaKind.AUDIO);
    private final Queue<Unit> held = new ArrayDeque<>();
    private List<Track> tracks = List.of();
    private long heldBytes;
    private int messages;
    private long firstMillis;
    private boolean open;

    public TrackGate(UnitSink sink) {
        this.sink = sink;
    }

    public boolean isOpen() {
        return open;
    }

    /** Nothing of what was to come can be read. */
    public boolean isHopeless() {
        return tracks.isEmpty() && (expected.isEmpty() || messages >= MAX_HELD_MESSAGES);
    }

    public void announce(Set<MediaKind> kinds) {
        if (!open) {
            expected.retainAll(kinds);
            openIfComplete();
        }
    }

    /** This kind of media will not be read. */
    public void exclude(MediaKind kind) {
        if (!open) {
            expected.remove(kind);
            openIfComplete();
        }
    }

    public void onTracks(List<Track> newTracks) {
        tracks = newTracks;
        if (open) {
            sink.onTracks(newTracks);
        } else {
            openIfComplete();
        }
    }

    public void onUnit(Unit unit) {
        if (open) {
            sink.onUnit(unit);
            return;
        }
        held.add(unit);
        heldBytes += unit.sizeBytes();
    }

    /** After each media message: ends the waiting when it took long enough. */
    public void onMessageDone(long timestampMillis) {
        if (open) {
            return;
        }
        messages++;
        if (held.size() <= 1) {
            firstMillis = timestampMillis;
        }
        boolean waitedEnough =
                messages >= MAX_HELD_MESSAGES
                        || heldBytes >= MAX_HELD_BYTES
                        || timestampMillis - firstMillis >= MAX_HELD_MILLIS;
        if (waitedEnough && !tracks.isEmpty()) {
            open();
        }
    }

    private void openIfComplete() {
        Set<MediaKind> missing = EnumSet.noneOf(MediaKind.class);
        missing.addAll(expected);
        tracks.forEach(track -> missing.remove(track.kind()));
        if (missing.isEmpty() && !tracks.isEmpty()) {
            open();
        }
    }

    private void open() {
        open = true;
        sink.onTracks(tracks);
        held.forEach(sink::onUnit);
        held.clear();
    }
}
