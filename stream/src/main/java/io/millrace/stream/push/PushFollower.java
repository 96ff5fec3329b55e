package io.millrace.stream.push;

import io.millrace.media.Track;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Follows a path's log for one session of a push at most, and knows which publication it is and
 * whether it is silent. Confined to its owner's executor; the log's thread only hands over.
 */
final class PushFollower implements LogListener {
    private final Owner owner;
    private final boolean resumes;
    private final InstantSource clock;
    private final Executor executor;
    private final List<LoggedRecord> batch = new ArrayList<>();
    private LogTail tail = () -> {};
    private List<Track> tracks = List.of();
    private long epoch;
    private long lastArrivalMillis;
    private boolean reachable = true;

    /** Is told on its executor. */
    interface Owner {
        void onRecords(PushFollower from, List<LoggedRecord> records);

        void onLogFailure(PushFollower from, Exception failure);
    }

    /**
     * Follows nothing yet.
     *
     * @param resumes whether it goes on where a session was cut off
     */
    PushFollower(Owner owner, boolean resumes, InstantSource clock, Executor executor) {
        this.owner = owner;
        this.resumes = resumes;
        this.clock = clock;
        this.executor = executor;
        this.lastArrivalMillis = clock.millis();
    }

    void begin(StreamLog log, PathName path, StartPosition start) {
        tail = log.tail(path, start, this);
    }

    void close() {
        tail.close();
    }

    boolean resumes() {
        return resumes;
    }

    /** As the newest entry point described them. */
    List<Track> tracks() {
        return tracks;
    }

    /** While the log is out of reach, silence says nothing. */
    boolean isSilent(long nowMillis, long graceMillis) {
        return reachable && nowMillis - lastArrivalMillis > graceMillis;
    }

    /** A record came. */
    void arrived() {
        lastArrivalMillis = clock.millis();
    }

    /** Whether an entry point begins another publication than the one that was adopted. */
    boolean isAnew(LoggedRecord logged, List<Track> described) {
        return logged.record().epoch() != epoch || !described.equals(tracks);
    }

    /** What is pushed is of this publication. */
    void adopt(LoggedRecord logged, List<Track> described) {
        tracks = described;
        epoch = logged.record().epoch();
    }

    @Override
    public void onRecord(LoggedRecord logged) {
        if (!logged.record().units().isEmpty()) {
            batch.add(logged);
        }
    }

    @Override
    public void onBatchEnd() {
        List<LoggedRecord> records = List.copyOf(batch);
        batch.clear();
        executor.execute(() -> owner.onRecords(this, records));
    }

    @Override
    public void onReachable(boolean nowReachable) {
        executor.execute(() -> {
            reachable = nowReachable;
            lastArrivalMillis = clock.millis();
        });
    }

    @Override
    public void onFailure(Exception failure) {
        executor.execute(() -> owner.onLogFailure(this, failure));
    }
}
