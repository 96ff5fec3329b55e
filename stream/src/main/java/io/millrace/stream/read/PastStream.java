package io.millrace.stream.read;

import io.millrace.media.Track;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PastRange;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.WireFlavour;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A path's content from an entry point in the past on, for one peer.
 *
 * @param offset of the entry point
 */
record PastStream(
        PastStreams streams, PathName path, List<Track> tracks, long offset, PastRange range)
        implements LiveStream {
    @Override
    public Optional<PastRange> past() {
        return Optional.of(range);
    }

    /** What was written then or later is not wanted. */
    long endMillis() {
        return range.end().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
        return streams.open(path, start, end);
    }

    @Override
    public <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
        PastReader<I> reader = new PastReader<>(this, flavour, executor, sink);
        streams.add(reader);
        reader.wakeAt(streams.nowMillis());
        return reader;
    }
}
