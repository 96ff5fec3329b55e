package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import io.millrace.stream.RewindQuery;
import io.millrace.stream.WireFlavour;
import io.millrace.stream.WrappedStream;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets those read who may, over protocols that the path is served over, while there are places, and
 * ends them when they may no longer. Parts of ours always may. Thread-safe, never blocks.
 */
public final class AccessReading implements Reading {
    private final Reading reading;
    private final AccessControl access;

    public AccessReading(Reading reading, AccessControl access) {
        this.reading = reading;
        this.access = access;
    }

    @Override
    public CompletionStage<LiveStream> open(ReadRequest request) {
        if (request.client().isInternal()) {
            return reading.open(request);
        }
        Action action = action(request);
        return access.check(action, request.path(), request.client())
                .thenCompose(grant -> open(request, action, grant));
    }

    /** The past has a permission of its own. */
    private static Action action(ReadRequest request) {
        return RewindQuery.isIn(request.client().query()) ? Action.PLAYBACK : Action.READ;
    }

    private CompletionStage<LiveStream> open(ReadRequest request, Action action, Grant grant) {
        Optional<RefusedException> notServed = access.readRefusal(request.path(), request.client());
        if (notServed.isPresent()) {
            return CompletableFuture.failedFuture(notServed.get());
        }
        if (!access.limits().hasPlaceForReader(request.path())) {
            return CompletableFuture.failedFuture(
                    new RefusedException(
                            RefusedException.Cause.LIMIT,
                            "path '" + request.path() + "' has too many readers"));
        }
        return reading.open(request)
                .thenApply(stream ->
                        new Admitted(
                                stream,
                                access,
                                AccessRequest.of(action, request.path(), request.client()),
                                grant));
    }

    /** A stream for one peer. */
    private record Admitted(
            LiveStream stream, AccessControl access, AccessRequest request, Grant grant)
            implements WrappedStream {
        @Override
        public CompletionStage<LiveStream> since(Instant start, Optional<Instant> end) {
            AccessRequest playback = AccessRequest.of(Action.PLAYBACK, path(), request.client());
            return access.check(Action.PLAYBACK, path(), request.client())
                    .thenCompose(allowed ->
                            stream.since(start, end)
                                    .thenApply(
                                            past -> new Admitted(past, access, playback, allowed)));
        }

        @Override
        public <I extends ReferenceCounted> Reader read(
                WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
            Optional<Runnable> place = access.limits().reader(path());
            if (place.isEmpty()) {
                executor.execute(() ->
                        sink.onEnd(
                                EndReason.of(
                                        EndReason.Kind.KICKED,
                                        "path '" + path() + "' has too many readers")));
                return new NoReader();
            }
            AdmittedReader<I> reader = new AdmittedReader<>(sink, place.get());
            reader.start(
                    stream.read(flavour, executor, reader),
                    access.watch(
                            request, grant, reason -> executor.execute(() -> reader.end(reason))));
            return reader;
        }
    }

    /** Of a peer that came too late for the last place. */
    private record NoReader() implements Reader {
        @Override
        public void resume() {}

        @Override
        public void close() {}
    }
}
