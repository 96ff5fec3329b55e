package io.millrace.runtime.session;

import io.millrace.media.Track;
import io.millrace.stream.EndReason;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stands between a stream and a peer: counts what the peer gets, and ends it when it is kicked.
 * Calls come on the reader's executor, but for {@link #start}.
 */
final class SessionReader<I> implements Reader, ReaderSink<I> {
    private final ReaderSink<I> sink;
    private volatile Optional<Reader> reader = Optional.empty();
    private volatile Optional<SessionRegistry.Entry> entry = Optional.empty();
    private volatile boolean over;

    SessionReader(ReaderSink<I> sink) {
        this.sink = sink;
    }

    void start(SessionRegistry.Entry opened, Reader started) {
        entry = Optional.of(opened);
        reader = Optional.of(started);
        if (over) {
            opened.close();
            started.close();
        }
    }

    /** An operator ends it. */
    void kick(EndReason reason) {
        if (!over) {
            over = true; // before the reader is asked for: the one that starts sees it
            reader.ifPresent(Reader::close);
            onEnd(reason);
        }
    }

    private void finish() {
        over = true;
        entry.ifPresent(SessionRegistry.Entry::close);
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
        finish();
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
        entry.ifPresent(session -> session.count(record.sizeBytes()));
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
        finish();
        sink.onEnd(reason);
    }
}
