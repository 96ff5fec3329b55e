package io.millrace.stream.read;

import io.millrace.media.Track;
import io.millrace.stream.LiveStream;
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
 * @param endMillis what was written then or later is not wanted
 */
record PastStream(PastStreams past, PathName path, List<Track> tracks, long offset, long endMillis)
        implements LiveStream {
    @Override
    public CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
        return past.open(path, start, end);
    }

    @Override
    public <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
        PastReader<I> reader = new PastReader<>(this, flavour, executor, sink);
        past.add(reader);
        reader.wakeAt(past.nowMillis());
        return reader;
    }
}
