package io.millrace.rtmp;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Publisher;
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
final class TrackGate {
    private static final int MAX_HELD_MESSAGES = 64;
    private static final long MAX_HELD_MILLIS = 1_000;
    private static final long MAX_HELD_BYTES = 8 << 20;

    private final Publisher publisher;
    private final Set<MediaKind> expected = EnumSet.of(MediaKind.VIDEO, MediaKind.AUDIO);
    private final Queue<Unit> held = new ArrayDeque<>();
    private List<Track> tracks = List.of();
    private long heldBytes;
    private int messages;
    private long firstMillis;
    private boolean open;

    TrackGate(Publisher publisher) {
        this.publisher = publisher;
    }

    boolean isOpen() {
        return open;
    }

    /** Nothing of what was to come can be read. */
    boolean isHopeless() {
        return tracks.isEmpty() && (expected.isEmpty() || messages >= MAX_HELD_MESSAGES);
    }

    void announce(Set<MediaKind> kinds) {
        if (!open) {
            expected.retainAll(kinds);
            openIfComplete();
        }
    }

    /** This kind of media will not be read. */
    void exclude(MediaKind kind) {
        if (!open) {
            expected.remove(kind);
            openIfComplete();
        }
    }

    void onTracks(List<Track> newTracks) {
        tracks = newTracks;
        if (open) {
            publisher.describe(newTracks);
        } else {
            openIfComplete();
        }
    }

    void onUnit(Unit unit) {
        if (open) {
            publisher.write(unit);
            return;
        }
        held.add(unit);
        heldBytes += unit.sizeBytes();
    }

    /** After each media message: ends the waiting when it took long enough. */
    void onMessageDone(long timestampMillis) {
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
        publisher.describe(tracks);
        held.forEach(publisher::write);
        held.clear();
    }
}
