package io.millrace.runtime.session;

import io.millrace.media.Track;
import io.millrace.media.Unit;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Registers every publication as a session of this pod. Thread-safe, never blocks. */
public final class SessionPublishing implements Publishing {
    private final Publishing publishing;
    private final SessionRegistry sessions;

    public SessionPublishing(Publishing publishing, SessionRegistry sessions) {
        this.publishing = publishing;
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        Optional<RefusedException> refusal = sessions.refusal();
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        CompletableFuture<Registered> registered = new CompletableFuture<>();
        return publishing
                .publish(
                        request,
                        reason -> {
                            var _ = registered.thenAccept(session -> session.end(reason));
                        })
                .thenApply(publisher -> {
                    Registered session = new Registered(publisher, onEnd);
                    session.open(request);
                    registered.complete(session);
                    return session;
                });
    }

    private final class Registered implements Publisher {
        private final Publisher publisher;
        private final Consumer<EndReason> onEnd;
        private final AtomicBoolean over = new AtomicBoolean();
        private Optional<SessionRegistry.Entry> entry = Optional.empty();

        Registered(Publisher publisher, Consumer<EndReason> onEnd) {
            this.publisher = publisher;
            this.onEnd = onEnd;
        }

        void open(PublishRequest request) {
            entry =
                    Optional.of(
                            sessions.open(
                                    SessionRegistry.Kind.PUBLISH,
                                    request.path(),
                                    request.client(),
                                    () -> publisher.epoch() == 0 ? "standby" : "publishing",
                                    this::kick));
        }

        private void kick(EndReason reason) {
            publisher.close(reason);
            end(reason);
        }

        /** Ended by us. */
        void end(EndReason reason) {
            if (over.compareAndSet(false, true)) {
                entry.ifPresent(SessionRegistry.Entry::close);
                onEnd.accept(reason);
            }
        }

        @Override
        public PathName path() {
            return publisher.path();
        }

        @Override
        public long epoch() {
            return publisher.epoch();
        }

        @Override
        public CompletionStage<Long> held() {
            return publisher.held();
        }

        @Override
        public void describe(List<Track> tracks) {
            publisher.describe(tracks);
        }

        @Override
        public void write(Unit unit) {
            entry.ifPresent(session -> session.count(unit.sizeBytes()));
            publisher.write(unit);
        }

        @Override
        public void close(EndReason reason) {
            over.set(true);
            entry.ifPresent(SessionRegistry.Entry::close);
            publisher.close(reason);
        }
    }
}
