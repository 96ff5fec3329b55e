package io.millrace.srt.media;

import io.millrace.srt.SrtListener;
import io.millrace.srt.SrtRequest;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.media.StreamTarget.BadStreamIdException;
import io.millrace.srt.media.StreamTarget.Mode;
import io.millrace.srt.wire.Rejection;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publishing;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on callers: by their stream id, the roles of the server, and what the path says. */
final class Admission implements SrtListener {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final Rejection UNAVAILABLE = new Rejection(1503);

    private final SrtMediaServer.Roles roles;
    private final SrtMediaSettings settings;
    private final SrtSettings srt;
    private final SrtMediaCounters counters;

    Admission(
            SrtMediaServer.Roles roles,
            SrtMediaSettings settings,
            SrtSettings srt,
            SrtMediaCounters counters) {
        this.roles = roles;
        this.settings = settings;
        this.srt = srt;
        this.counters = counters;
    }

    @Override
    public void onRequest(SrtRequest request) {
        SessionContext context =
                new SessionContext(
                        settings,
                        counters,
                        Client.of("srt", request.remoteAddress()),
                        request.executor());
        try {
            StreamTarget target = StreamTarget.parse(request.streamId());
            switch (target.mode()) {
                case PUBLISH -> publish(request, context, target.path());
                case READ -> read(request, context, target.path());
            }
        } catch (BadStreamIdException bad) {
            LOG.info("{}: {}", context.peer(), bad.getMessage());
            counters.refused("none", "stream-id");
            request.reject(Rejection.BAD_REQUEST);
        }
    }

    private void publish(SrtRequest request, SessionContext context, PathName path) {
        Optional<Publishing> publishing = roles.publishing();
        if (publishing.isEmpty()) {
            refuseRole(request, Mode.PUBLISH);
            return;
        }
        EventExecutor executor = context.executor();
        Grant grant = new Grant();
        publishing
                .get()
                .publish(
                        new PublishRequest(path, context.client(), List.of()),
                        reason -> executor.execute(() -> grant.end(reason)))
                .whenComplete((publisher, failure) ->
                        executor.execute(() -> {
                            if (failure == null) {
                                grant.use(request, srt, new PublishSession(context, publisher));
                            } else {
                                refuse(request, Mode.PUBLISH, failure);
                            }
                        }));
    }

    /** A path that was granted, and may be taken away at any time. Confined to the event loop. */
    private static final class Grant {
        private Optional<PublishSession> session = Optional.empty();
        private Optional<EndReason> ended = Optional.empty();

        void use(SrtRequest request, SrtSettings srt, PublishSession publication) {
            session = Optional.of(publication);
            request.accept(srt, publication);
            publication.closeUnlessConnected();
            ended.ifPresent(publication::end);
        }

        void end(EndReason reason) {
            ended = Optional.of(reason);
            session.ifPresent(publication -> publication.end(reason));
        }
    }

    private void read(SrtRequest request, SessionContext context, PathName path) {
        Optional<Reading> reading = roles.reading();
        if (reading.isEmpty()) {
            refuseRole(request, Mode.READ);
            return;
        }
        reading.get()
                .open(new ReadRequest(path, context.client()))
                .whenComplete((stream, failure) ->
                        context.executor()
                                .execute(() -> {
                                    if (failure == null) {
                                        onOpened(request, context, stream);
                                    } else {
                                        refuse(request, Mode.READ, failure);
                                    }
                                }));
    }

    private void onOpened(SrtRequest request, SessionContext context, LiveStream stream) {
        request.accept(srt, new ReadSession(context, stream));
    }

    private void refuseRole(SrtRequest request, Mode mode) {
        counters.refused(mode.label(), "no-role");
        request.reject(Rejection.FORBIDDEN);
    }

    private void refuse(SrtRequest request, Mode mode, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (!(cause instanceof RefusedException refused)) {
            LOG.error("{} {} failed", request.remoteAddress(), mode.label(), cause);
            counters.refused(mode.label(), "failure");
            request.reject(Rejection.INTERNAL);
            return;
        }
        LOG.info("{} {} refused: {}", request.remoteAddress(), mode.label(), refused.getMessage());
        counters.refused(mode.label(), SessionContext.label(refused.refusal()));
        request.reject(
                switch (refused.refusal()) {
                    case NOT_FOUND -> Rejection.NOT_FOUND;
                    case BUSY -> Rejection.CONFLICT;
                    case UNAUTHENTICATED -> Rejection.UNAUTHORIZED;
                    case FORBIDDEN -> Rejection.FORBIDDEN;
                    case LIMIT, UNAVAILABLE -> UNAVAILABLE;
                });
    }
}
