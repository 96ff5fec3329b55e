package io.millrace.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A log that refuses records, or loses them after it took them, when a test says so. */
public final class FaultyLog implements StreamLog {
    private Optional<StreamLog> target = Optional.empty();
    private final Executor later;
    private final Consumer<StreamRecord> onAcknowledged;
    private boolean refuse;
    private boolean lose;
    private final List<LogListener> listeners = new ArrayList<>();

    public FaultyLog() {
        this(Runnable::run, _ -> {});
    }

    /** {@code later} is the log's own thread. */
    public FaultyLog(Executor later, Consumer<StreamRecord> onAcknowledged) {
        this.later = later;
        this.onAcknowledged = onAcknowledged;
    }

    public void target(StreamLog log) {
        target = Optional.of(log);
    }

    public void refuse(boolean now) {
        refuse = now;
    }

    public void lose(boolean now) {
        lose = now;
    }

    /** Tells all tails, as a log does that finds its cluster gone or back. */
    public void reachable(boolean now) {
        listeners.forEach(listener -> listener.onReachable(now));
    }

    private StreamLog log() {
        return target.orElseThrow();
    }

    @Override
    public CompletionStage<LogWriter> openWriter(PathName path, long epoch) {
        return log().openWriter(path, epoch).thenApply(FaultyWriter::new);
    }

    @Override
    public LogTail tail(PathName path, StartPosition start, LogListener listener) {
        listeners.add(listener);
        return log().tail(path, start, listener);
    }

    @Override
    public CompletionStage<Optional<LoggedRecord>> newest(PathName path) {
        return log().newest(path);
    }

    @Override
    public CompletionStage<List<LoggedRecord>> newest(PathName path, int count) {
        return log().newest(path, count);
    }

    @Override
    public <T> CompletionStage<T> look(PathName path, LogHistory.Look<T> look) {
        return log().look(path, look);
    }

    @Override
    public void close() {
        log().close();
    }

    private final class FaultyWriter implements LogWriter {
        private final LogWriter writer;

        FaultyWriter(LogWriter writer) {
            this.writer = writer;
        }

        @Override
        public Optional<LogHead> head() {
            return writer.head();
        }

        @Override
        public boolean append(StreamRecord record, AppendListener onDone) {
            if (refuse) {
                return false;
            }
            if (lose) {
                later.execute(() -> onDone.onDone(record, Optional.of(new IOException("lost"))));
                return true;
            }
            return writer.append(
                    record,
                    (done, failure) -> {
                        onAcknowledged.accept(done);
                        onDone.onDone(done, failure);
                    });
        }

        @Override
        public long pendingBytes() {
            return writer.pendingBytes();
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
