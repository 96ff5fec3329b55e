package io.millrace.srt.media;

import io.millrace.srt.SrtListener;
import io.millrace.srt.SrtRequest;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.media.StreamTarget.BadStreamIdException;
import io.millrace.srt.media.StreamTarget.Mode;
import io.millrace.srt.wire.Rejection;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publishing;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import io.millrace.stream.mpegts.TsTracks;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on callers: by their stream id, the roles of the server, and what the path says. */
final class Admission implements SrtListener {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

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
        Client caller = Client.of("srt", request.remoteAddress());
        try {
            StreamTarget target = StreamTarget.parse(request.streamId());
            Call call = call(request, target, caller);
            switch (target.mode()) {
                case PUBLISH -> publish(call);
                case READ -> read(call);
            }
        } catch (BadStreamIdException bad) {
            LOG.info("{}: {}", caller.peer(), bad.getMessage());
            counters.refused("none", "stream-id");
            request.reject(Rejection.BAD_REQUEST);
        }
    }

    /** A caller whose stream id was understood, and what its path says. */
    private record Call(
            SrtRequest request,
            StreamTarget target,
            SessionContext context,
            SrtPathSettings path,
            SrtSettings srt) {}

    private Call call(SrtRequest request, StreamTarget target, Client caller) {
        SrtPathSettings path = settings.paths().apply(target.path());
        Optional<Passphrase> passphrase =
                switch (target.mode()) {
                    case PUBLISH -> path.publishPassphrase();
                    case READ -> path.readPassphrase();
                };
        SrtSettings own =
                srt.withLatencyMillis(Math.max(settings.latencyMillis(), path.latencyMillis()))
                        .withEncryption(
                                new SrtSettings.Encryption(passphrase, srt.encryption().keys()));
        Client client = caller.withCredentials(target.credentials()).withQuery(target.query());
        return new Call(
                request,
                target,
                SessionContext.of(settings, counters, client, request.executor()),
                path,
                own);
    }

    /** Asked before a path is taken from somebody: who lacks the secret must not end others. */
    private boolean hasSecret(Call call) {
        Optional<Rejection> objection = call.request().objection(call.srt());
        objection.ifPresent(rejection -> {
            String mode = call.target().mode().label();
            LOG.info("{} {} refused: {}", call.context().peer(), mode, rejection.text());
            counters.refused(mode, "passphrase");
            call.request().reject(rejection);
        });
        return objection.isEmpty();
    }

    private void publish(Call call) {
        Optional<Publishing> publishing = roles.publishing();
        if (publishing.isEmpty()) {
            refuseRole(call.request(), Mode.PUBLISH);
        } else if (hasSecret(call)) {
            publish(call, publishing.get());
        }
    }

    private void publish(Call call, Publishing publishing) {
        SessionContext context = call.context();
        EventExecutor executor = context.executor();
        Grant grant = new Grant();
        publishing
                .publish(
                        new PublishRequest(call.target().path(), context.client(), List.of()),
                        reason -> executor.execute(() -> grant.end(reason)))
                .whenComplete((publisher, failure) ->
                        executor.execute(() -> {
                            if (failure == null) {
                                var input = call.path().input();
                                grant.use(call, new PublishSession(context, publisher, input));
                            } else {
                                refuse(call.request(), Mode.PUBLISH, failure);
                            }
                        }));
    }

    /** A path that was granted, and may be taken away at any time. Confined to the event loop. */
    private static final class Grant {
        private Optional<PublishSession> session = Optional.empty();
        private Optional<EndReason> ended = Optional.empty();

        void use(Call call, PublishSession publication) {
            session = Optional.of(publication);
            call.request().accept(call.srt(), publication);
            publication.closeUnlessConnected();
            ended.ifPresent(publication::end);
        }

        void end(EndReason reason) {
            ended = Optional.of(reason);
            session.ifPresent(publication -> publication.end(reason));
        }
    }

    private void read(Call call) {
        Optional<Reading> reading = roles.reading();
        if (reading.isEmpty()) {
            refuseRole(call.request(), Mode.READ);
        } else if (hasSecret(call)) {
            read(call, reading.get());
        }
    }

    private void read(Call call, Reading reading) {
        SessionContext context = call.context();
        reading.open(new ReadRequest(call.target().path(), context.client()))
                .whenComplete((stream, failure) ->
                        context.executor()
                                .execute(() -> {
                                    if (failure == null) {
                                        onOpened(call, stream);
                                    } else {
                                        refuse(call.request(), Mode.READ, failure);
                                    }
                                }));
    }

    private void onOpened(Call call, LiveStream stream) {
        Optional<String> refusal = TsTracks.refusal(stream.path(), stream.tracks());
        if (refusal.isPresent()) {
            LOG.info("{}: {}", call.context().peer(), refusal.get());
            counters.refused(Mode.READ.label(), "codecs");
            call.request().reject(Rejection.UNSUPPORTED_MEDIA);
            return;
        }
        call.request().accept(call.srt(), new ReadSession(call.context(), stream));
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
                    case NOT_FOUND, MOVED -> Rejection.NOT_FOUND;
                    case BUSY -> Rejection.CONFLICT;
                    case UNAUTHENTICATED -> Rejection.UNAUTHORIZED;
                    case FORBIDDEN -> Rejection.FORBIDDEN;
                    case LIMIT, UNAVAILABLE -> Rejection.UNAVAILABLE;
                });
    }
}
