package io.millrace.runtime.job;

import io.millrace.runtime.config.PathSettings;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Has sources pulled on demand: who reads such a path waits until its source has come, or has timed
 * out. Thread-safe, never blocks.
 */
public final class DemandReading implements Reading {
    private static final long LOOK_MILLIS = 100;

    private final Reading reading;
    private final Demand demand;

    public DemandReading(Reading reading, Demand demand) {
        this.reading = reading;
        this.demand = demand;
    }

    @Override
    public CompletionStage<LiveStream> open(ReadRequest request) {
        Optional<PathSettings.Source> source = demand.source(request.path());
        if (source.isEmpty()) {
            return reading.open(request);
        }
        long deadline = System.nanoTime() + source.get().startTimeout().toNanos();
        CompletableFuture<LiveStream> answer = new CompletableFuture<>();
        look(request, deadline, answer);
        return answer;
    }

    private void look(ReadRequest request, long deadline, CompletableFuture<LiveStream> answer) {
        demand.ask(request.path());
        var _ =
                reading.open(request)
                        .whenComplete((stream, failure) -> {
                            if (failure == null) {
                                answer.complete(stream);
                            } else if (!isMissing(failure)) {
                                answer.completeExceptionally(failure);
                            } else if (System.nanoTime() >= deadline) {
                                answer.completeExceptionally(timedOut(request.path()));
                            } else {
                                later(request, deadline, answer);
                            }
                        });
    }

    private void later(ReadRequest request, long deadline, CompletableFuture<LiveStream> answer) {
        CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> look(request, deadline, answer));
    }

    private static boolean isMissing(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof RefusedException refused
                && refused.refusal() == RefusedException.Cause.NOT_FOUND;
    }

    private static RefusedException timedOut(PathName path) {
        return new RefusedException(
                RefusedException.Cause.NOT_FOUND, "source of path '" + path + "' has timed out");
    }
}
