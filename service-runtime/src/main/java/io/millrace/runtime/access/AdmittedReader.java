package io.millrace.runtime.access;

import io.millrace.media.Track;
import io.millrace.stream.EndReason;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stands between a stream and a peer that was admitted: gives its place back when either ends it,
 * and ends it when its permission is gone. Calls come on the reader's executor, but for {@link
 * #start}.
 */
final class AdmittedReader<I> implements Reader, ReaderSink<I> {
    private final ReaderSink<I> sink;
    private final Runnable place;
    private volatile Optional<Reader> reader = Optional.empty();
    private volatile Optional<RunningSessions.Registration> watch = Optional.empty();
    private volatile boolean over;

    AdmittedReader(ReaderSink<I> sink, Runnable place) {
        this.sink = sink;
        this.place = place;
    }

    void start(Reader started, RunningSessions.Registration watching) {
        reader = Optional.of(started);
        watch = Optional.of(watching);
        if (over) {
            release();
        }
    }

    /** The permission is gone. */
    void end(EndReason reason) {
        if (!over) {
            reader.ifPresent(Reader::close);
            onEnd(reason);
        }
    }

    private void release() {
        over = true;
        place.run();
        watch.ifPresent(RunningSessions.Registration::close);
    }

    @Override
    public void resume() {
        reader.ifPresent(Reader::resume);
    }

    @Override
    public Optional<Instant> place() {
        return reader.flatMap(Reader::place);
    }

    @Override
    public void close() {
        release();
        reader.ifPresent(Reader::close);
    }

    @Override
    public void onTracks(List<Track> tracks) {
        sink.onTracks(tracks);
    }

    @Override
    public boolean isWritable() {
        return sink.isWritable();
    }

    @Override
    public void write(I image, StreamRecord record) {
        sink.write(image, record);
    }

    @Override
    public void flush() {
        sink.flush();
    }

    @Override
    public void onSkipped(long units) {
        sink.onSkipped(units);
    }

    @Override
    public void onEnd(EndReason reason) {
        release();
        sink.onEnd(reason);
    }
}
