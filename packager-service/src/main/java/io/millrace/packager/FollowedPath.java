package io.millrace.packager;

import io.millrace.media.hls.CmafPlaylist;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.SegmentAssembler;
import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentWindow;
import io.millrace.packager.rewind.LogSegments;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A path that somebody watches: its log followed, its newest segments, the requests that wait.
 * Records come on the log's thread, requests on event loops; what they share is guarded by a lock
 * that is held for moments.
 */
final class FollowedPath implements LogListener {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedPath.class);
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final PathName path;
    private final FollowedPaths all;
    private final PackagerConfig.Limits limits;
    private final PathPackaging packaging;

    // Confined to the log's thread.
    private final LogSegments segments;
    private SegmentWindow window;
    private boolean windowChanged;
    private final CutSegments cut;
    private final CmafPlaylist.Settings playlists;
    private Optional<CmafSegment> growing = Optional.empty();
    private long lastOffset = -1;
    private long lastRecordMillis;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final HeldRequests held = new HeldRequests();
    private Optional<LogTail> tail = Optional.empty();
    private PathView arrived;
    private long arrivedOffset = -1;
    private long joinedAtOffset = UNKNOWN;
    private long lastAskedMillis;
    private boolean closed;

    FollowedPath(PathName path, FollowedPaths all, PackagerConfig config, long nowMillis) {
        this.path = path;
        this.all = all;
        this.limits = config.limits();
        this.packaging = config.paths().apply(path);
        this.segments =
                new LogSegments(
                        new SegmentAssembler(
                                limits.maxSegmentBytes(), packaging.window().outageMicros()));
        this.window = SegmentWindow.empty(packaging.window());
        this.cut = new CutSegments(packaging.partMillis());
        this.playlists = new CmafPlaylist.Settings(nominalSeconds(), packaging.partMillis());
        this.arrived = PathView.empty(path, packaging);
        this.lastAskedMillis = nowMillis;
    }

    /**
     * Begins to follow. Requests are held until everything is there that the log has now, so that
     * no viewer sees the window half filled.
     */
    void start(StreamLog log, long nowMillis) {
        log.newest(path)
                .whenComplete(
                        (newest, failure) -> setJoined(failure == null ? offsetOf(newest) : -1));
        LogTail opened =
                log.tail(
                        path,
                        new StartPosition.Since(nowMillis - packaging.history().toMillis()),
                        this);
        lock.lock();
        try {
            if (!closed) {
                tail = Optional.of(opened);
                return;
            }
        } finally {
            lock.unlock();
        }
        opened.close();
    }

    private static long offsetOf(Optional<LoggedRecord> newest) {
        return newest.map(LoggedRecord::offset).orElse(-1L);
    }

    private void setJoined(long offset) {
        lock.lock();
        try {
            joinedAtOffset = offset;
        } finally {
            lock.unlock();
        }
        answerHeld();
    }

    /** Answers now, or later; empty if this path was let go and must be followed anew. */
    <T> Optional<CompletionStage<Outcome<T>>> ask(Question<T> question, long nowMillis) {
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            lastAskedMillis = nowMillis;
            Optional<Outcome<T>> answer = question.answer(view(), nowMillis);
            if (answer.isPresent()) {
                return Optional.of(CompletableFuture.completedFuture(answer.get()));
            }
            if (!all.mayHold(held.size())) {
                return Optional.of(
                        CompletableFuture.completedFuture(
                                new Outcome.Unavailable<>("too many requests wait")));
            }
            return Optional.of(held.add(question, nowMillis + limits.hold().toMillis()));
        } finally {
            lock.unlock();
        }
    }

    /** The answer as it is now, without waiting; empty if there is none yet. */
    <T> Optional<Outcome<T>> answerNow(Question<T> question, long nowMillis) {
        lock.lock();
        try {
            lastAskedMillis = nowMillis;
            return question.answer(view(), nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Whether that segment comes later than all that this path has. */
    boolean isBefore(long number) {
        lock.lock();
        try {
            return view().window().newest().filter(newest -> newest.number() < number).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** What may be shown. Called with the lock held. */
    private PathView view() {
        boolean complete = arrivedOffset >= joinedAtOffset;
        return complete ? arrived.complete() : PathView.empty(path, packaging);
    }

    /** Answers held requests that can be answered, or waited long enough. */
    void answerHeld() {
        List<Runnable> completions;
        lock.lock();
        try {
            long now = all.nowMillis();
            boolean live = arrived.isLive(now);
            completions = held.takeAnswered(view(), now, live);
        } finally {
            lock.unlock();
        }
        all.complete(completions);
    }

    /** Lets the path go if nobody asked for it of late. Returns whether it did. */
    boolean closeIfIdle(long nowMillis) {
        lock.lock();
        try {
            boolean empty = arrived.window().isEmpty();
            long patience = (empty ? limits.hold() : limits.idle()).toMillis();
            if (held.size() > 0 || nowMillis - lastAskedMillis < patience) {
                return false;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        close();
        return true;
    }

    /** Stops following; held requests are told to try again. */
    void close() {
        Optional<LogTail> open;
        List<Runnable> completions;
        lock.lock();
        try {
            closed = true;
            open = tail;
            tail = Optional.empty();
            completions = held.takeAnswered(arrived, Long.MAX_VALUE, true);
        } finally {
            lock.unlock();
        }
        open.ifPresent(LogTail::close);
        all.complete(completions);
    }

    @Override
    public void onRecord(LoggedRecord logged) {
        lastOffset = logged.offset();
        lastRecordMillis = logged.timestampMillis();
        segments.add(logged.record())
                .ifPresent(segment -> {
                    window = window.plus(segment);
                    windowChanged = true;
                    all.onSegment(segment);
                });
    }

    @Override
    public void onBatchEnd() {
        boolean caughtUp;
        boolean partsChanged = cutGrowing();
        lock.lock();
        try {
            boolean wasBehind = arrivedOffset < joinedAtOffset;
            arrivedOffset = lastOffset;
            if (lastOffset >= 0) {
                arrived = arrived.withRecordAt(lastRecordMillis);
            }
            if (windowChanged) {
                arrived = arrived.withWindow(window, nominalSeconds());
                cut.keepOnly(window);
            }
            if (windowChanged || partsChanged) {
                arrived = arrived.withCmaf(new CmafView(path, window, growing, cut, playlists));
            }
            caughtUp = wasBehind && arrivedOffset >= joinedAtOffset;
        } finally {
            lock.unlock();
        }
        if (windowChanged || partsChanged || caughtUp) {
            windowChanged = false;
            answerHeld();
        }
    }

    /** Cuts the segment that grows into parts; returns whether there are more, or other ones. */
    private boolean cutGrowing() {
        if (packaging.partMillis() == 0) {
            return false;
        }
        Optional<CmafSegment> now =
                segments.growing().map(segment -> CmafSegment.of(segment, packaging.partMillis()));
        boolean changed = parts(now) != parts(growing) || !name(now).equals(name(growing));
        growing = now;
        return changed;
    }

    private static int parts(Optional<CmafSegment> segment) {
        return segment.map(CmafSegment::tracks).orElse(List.of()).stream()
                .mapToInt(track -> track.parts().size())
                .sum();
    }

    private static Optional<SegmentName> name(Optional<CmafSegment> segment) {
        return segment.map(CmafSegment::name);
    }

    private int nominalSeconds() {
        return (int) Math.ceilDiv(packaging.segmentDuration().toMillis(), 1000L);
    }

    /** An outage of the log is not the publisher's: the path stays, and has its grace after it. */
    @Override
    public void onReachable(boolean reachable) {
        lock.lock();
        try {
            if (lastOffset >= 0) {
                arrived = arrived.withRecordAt(reachable ? all.nowMillis() : Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onFailure(Exception failure) {
        LOG.warn("path={} the log cannot be followed any more", path, failure);
        all.forget(path, this);
        close();
    }
}
