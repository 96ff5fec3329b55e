package io.millrace.runtime.access;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Lets those publish who may, while there are places, and ends them when they may no longer. Parts
 * of ours always may. Thread-safe, never blocks.
 */
public final class AccessPublishing implements Publishing {
    private final Publishing publishing;
    private final AccessControl access;

    public AccessPublishing(Publishing publishing, AccessControl access) {
        this.publishing = publishing;
        this.access = access;
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        if (request.client().isInternal()) {
            return publishing.publish(request, onEnd);
        }
        return access.check(Action.PUBLISH, request.path(), request.client())
                .thenCompose(grant -> publish(request, grant, onEnd));
    }

    @Override
    public CompletionStage<Publishing> admit(PathName path, Client client) {
        return access.check(Action.PUBLISH, path, client)
                .thenApply(grant -> (request, onEnd) -> publish(request, grant, onEnd));
    }

    private CompletionStage<Publisher> publish(
            PublishRequest request, Grant grant, Consumer<EndReason> onEnd) {
        Optional<Runnable> place = access.limits().publisher();
        if (place.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new RefusedException(
                            RefusedException.Cause.LIMIT, "there are too many publishers"));
        }
        AtomicReference<Optional<RunningSessions.Registration>> watched =
                new AtomicReference<>(Optional.empty());
        Consumer<EndReason> ended =
                reason -> {
                    place.get().run();
                    watched.get().ifPresent(RunningSessions.Registration::close);
                    onEnd.accept(reason);
                };
        return publishing
                .publish(request, ended)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        place.get().run();
                    }
                })
                .thenApply(publisher -> {
                    AccessRequest asked =
                            AccessRequest.of(Action.PUBLISH, request.path(), request.client());
                    RunningSessions.Registration watch = access.watch(asked, grant, onEnd);
                    watched.set(Optional.of(watch));
                    return new Admitted(
                            publisher,
                            () -> {
                                place.get().run();
                                watch.close();
                            });
                });
    }

    /** A publisher that gives its place back when it is closed. */
    private record Admitted(Publisher publisher, Runnable onClose) implements Publisher {
        @Override
        public PathName path() {
            return publisher.path();
        }

        @Override
        public long epoch() {
            return publisher.epoch();
        }

        @Override
        public void describe(List<Track> tracks) {
            publisher.describe(tracks);
        }

        @Override
        public void write(Unit unit) {
            publisher.write(unit);
        }

        @Override
        public void close(EndReason reason) {
            onClose.run();
            publisher.close(reason);
        }
    }
}
