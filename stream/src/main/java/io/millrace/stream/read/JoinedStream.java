package io.millrace.stream.read;

import io.millrace.stream.JoinMode;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.WireFlavour;
import io.millrace.stream.WrappedStream;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A path's live content for a reader that joins it in its own way. */
record JoinedStream(SharedStream stream, JoinMode join) implements WrappedStream {
    static LiveStream of(SharedStream stream, JoinMode join) {
        return switch (join) {
            case KEYFRAME -> stream;
            case NEXT -> new JoinedStream(stream, join);
        };
    }

    @Override
    public CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
        return stream.since(start, end);
    }

    @Override
    public <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
        return stream.read(flavour, executor, sink, join);
    }
}
