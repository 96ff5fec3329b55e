package io.millrace.runtime.session;

import io.millrace.stream.LiveStream;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import io.millrace.stream.WireFlavour;
import io.millrace.stream.WrappedStream;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Registers every reader of a peer as a session of this pod; parts of ours are none. Thread-safe,
 * never blocks.
 */
public final class SessionReading implements Reading {
    private final Reading reading;
    private final SessionRegistry sessions;

    public SessionReading(Reading reading, SessionRegistry sessions) {
        this.reading = reading;
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<LiveStream> open(ReadRequest request) {
        if (request.client().isInternal()) {
            return reading.open(request);
        }
        Optional<RefusedException> refusal = sessions.refusal();
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(refusal.get())
                : reading.open(request)
                        .thenApply(stream -> new Registered(stream, request, sessions));
    }

    /** A stream for one peer. */
    private record Registered(LiveStream stream, ReadRequest request, SessionRegistry sessions)
            implements WrappedStream {
        @Override
        public CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
            return stream.since(start, end)
                    .thenApply(past -> new Registered(past, request, sessions));
        }

        @Override
        public <I extends ReferenceCounted> Reader read(
                WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
            SessionReader<I> reader = new SessionReader<>(sink);
            SessionRegistry.Entry entry =
                    sessions.open(
                            SessionRegistry.Kind.READ,
                            path(),
                            request.client(),
                            () -> "reading",
                            reason -> executor.execute(() -> reader.kick(reason)));
            reader.start(entry, stream.read(flavour, executor, reader));
            return reader;
        }
    }
}
