package io.millrace.ingest.source;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What one pull brings, on its way into the log. It is looked at before it is published: a source
 * that stands by brings units, but nobody sees them. Thread-safe; never blocks.
 *
 * <pre>
 * WATCHED  -goLive→                  ARMED, waits for an entry point
 * ARMED    -an entry point→          OPENING, units are kept while the path is taken
 * OPENING  -the path is ours→        LIVE
 * any      -fail, close→             CLOSED
 * </pre>
 */
final class Feed implements Publisher {
    private static final long MAX_KEPT_BYTES = 32 << 20;
    private static final long VIDEO_MAY_COME_NANOS = 1_000_000_000;

    private final PathName path;
    private final String title;
    private final Owner owner;
    private State state = new State.Watched();
    private List<Track> tracks = List.of();
    private Set<Integer> videoTracks = Set.of();
    private long units;
    private long bytes;
    private long firstNanos;
    private long newestNanos;

    /** Who pulls. Called on any thread, without locks, and must not block. */
    interface Owner {
        /** Takes the path for this feed. */
        CompletionStage<Publisher> open(Feed feed, List<Track> tracks);

        /** The feed's units are the path's now. */
        void onLive(Feed feed);

        /** Nothing more comes; told once, not after {@link Feed#close()}. */
        void onFailed(Feed feed, String problem);
    }

    private sealed interface State {
        record Watched() implements State {}

        record Armed() implements State {}

        record Opening(Deque<Unit> kept, long bytes) implements State {}

        record Live(Publisher publisher) implements State {}

        record Closed() implements State {}
    }

    /**
     * What came.
     *
     * @param firstNanos when the first unit came, if any did
     * @param newestNanos when the newest unit came, if any did
     */
    record Figures(long units, long bytes, long firstNanos, long newestNanos) {
        static final Figures NOTHING = new Figures(0, 0, 0, 0);
    }

    /**
     * @param title of the source, without secrets
     */
    Feed(PathName path, String title, Owner owner) {
        this.path = path;
        this.title = title;
        this.owner = owner;
    }

    synchronized Figures figures() {
        return new Figures(units, bytes, firstNanos, newestNanos);
    }

    synchronized boolean isLive() {
        return state instanceof State.Live;
    }

    /** Its units are to be the path's from the next entry point on. */
    synchronized void goLive() {
        if (state instanceof State.Watched) {
            state = new State.Armed();
        }
    }

    /** Of the source, without secrets. */
    String title() {
        return title;
    }

    @Override
    public PathName path() {
        return path;
    }

    @Override
    public synchronized long epoch() {
        return state instanceof State.Live(Publisher publisher) ? publisher.epoch() : 0;
    }

    @Override
    public synchronized void describe(List<Track> described) {
        tracks = List.copyOf(described);
        Set<Integer> video = new HashSet<>();
        for (Track track : tracks) {
            if (track.format().kind() == MediaKind.VIDEO) {
                video.add(track.id());
            }
        }
        videoTracks = Set.copyOf(video);
        if (state instanceof State.Live(Publisher publisher)) {
            publisher.describe(tracks);
        }
    }

    @Override
    public void write(Unit unit) {
        if (take(unit)) {
            open();
        }
    }

    /** Whether the path is to be taken now. */
    private synchronized boolean take(Unit unit) {
        newestNanos = System.nanoTime();
        if (units++ == 0) {
            firstNanos = newestNanos;
        }
        bytes += unit.sizeBytes();
        switch (state) {
            case State.Live(Publisher publisher) -> publisher.write(unit);
            case State.Opening opening -> keep(opening, unit);
            case State.Armed _ -> {
                if (isEntry(unit)) {
                    state = new State.Opening(new ArrayDeque<>(List.of(unit)), unit.sizeBytes());
                    return true;
                }
            }
            case State.Watched _, State.Closed _ -> {
                // nobody wants it now
            }
        }
        return false;
    }

    private void keep(State.Opening opening, Unit unit) {
        if (opening.bytes() < MAX_KEPT_BYTES) {
            opening.kept().add(unit);
            state = new State.Opening(opening.kept(), opening.bytes() + unit.sizeBytes());
        }
    }

    /** Where no video is described, it may yet be for a moment. */
    private boolean isEntry(Unit unit) {
        return videoTracks.isEmpty()
                ? newestNanos - firstNanos >= VIDEO_MAY_COME_NANOS
                : videoTracks.contains(unit.track()) && unit.randomAccess();
    }

    private void open() {
        List<Track> known;
        synchronized (this) {
            known = tracks;
        }
        var _ =
                owner.open(this, known)
                        .whenComplete((publisher, failure) -> {
                            if (failure == null) {
                                opened(publisher, known);
                            } else {
                                fail("cannot publish: " + Problems.text(failure));
                            }
                        });
    }

    private void opened(Publisher publisher, List<Track> known) {
        boolean live;
        synchronized (this) {
            live = state instanceof State.Opening;
            if (state instanceof State.Opening opening) {
                if (!known.equals(tracks)) {
                    publisher.describe(tracks);
                }
                opening.kept().forEach(publisher::write);
                state = new State.Live(publisher);
            }
        }
        if (live) {
            owner.onLive(this);
        } else {
            publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "the source was given up"));
        }
    }

    /** The source, or what reads it, has ended. */
    @Override
    public void close(EndReason reason) {
        fail(reason.text());
    }

    /** Nothing more comes. */
    void fail(String problem) {
        if (end(EndReason.of(EndReason.Kind.PEER_LEFT, problem))) {
            owner.onFailed(this, problem);
        }
    }

    /** Somebody else took the path, or an operator ended it: the publisher is closed already. */
    void revoked(EndReason reason) {
        fail(reason.text());
    }

    /** Given up by us. */
    void close() {
        end(EndReason.of(EndReason.Kind.PEER_LEFT, "the source was given up"));
    }

    private boolean end(EndReason reason) {
        Optional<Publisher> live;
        synchronized (this) {
            if (state instanceof State.Closed) {
                return false;
            }
            live =
                    state instanceof State.Live(Publisher publisher)
                            ? Optional.of(publisher)
                            : Optional.empty();
            state = new State.Closed();
        }
        live.ifPresent(publisher -> publisher.close(reason));
        return true;
    }
}
