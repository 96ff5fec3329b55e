package io.millrace.rtsp;

import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.publish.Announcement;
import io.millrace.stream.Publishing;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes to paths of a log and reads them; sessions are told of nothing else. */
final class LogApplication implements Application {
    private static final Logger LOG = LoggerFactory.getLogger(LogApplication.class);
    private static final Events NOBODY = new Events() {};

    private final ServerContext.Service server;
    private final RtspRoles roles;

    LogApplication(ServerContext.Service server, RtspRoles roles) {
        this.server = server;
        this.roles = roles;
    }

    @Override
    public Set<Method> methods() {
        return roles.methods();
    }

    @Override
    public boolean answers(Method method) {
        return true;
    }

    @Override
    public boolean serves(Redirects.Role role) {
        return switch (role) {
            case READ -> roles.reading().isPresent();
            case PUBLISH -> roles.publishing().isPresent();
        };
    }

    @Override
    public Redirects redirects() {
        return roles.redirects();
    }

    @Override
    public CompletionStage<ReadableStream> describe(ReadRequest request) {
        Optional<Reading> reading = roles.reading();
        if (reading.isEmpty()) {
            return CompletableFuture.failedFuture(
                    RtspException.of(Status.METHOD_NOT_ALLOWED, "no readers here"));
        }
        return reading.get().open(request).thenApply(stream -> new LoggedStream(server, stream));
    }

    @Override
    public CompletionStage<ReadableStream> setup(ReadRequest request, PeerSession session) {
        return describe(request);
    }

    /** Whether the peer may publish is asked here, before it has sent anything of size. */
    @Override
    public CompletionStage<AnnouncedStream> announce(Announcing request) {
        Publishing publishing = roles.publishing().orElseThrow();
        return publishing
                .admit(request.path(), request.client())
                .thenApply(admitted -> announced(request, admitted));
    }

    private AnnouncedStream announced(Announcing request, Publishing admitted) {
        try {
            int maxTracks = server.settings().limits().tracks();
            Announcement announcement = Announcement.parse(request.description(), maxTracks);
            warnOfLeftOut(request, announcement);
            return new LoggedPublication(server, request, announcement, admitted);
        } catch (RtspException e) {
            throw new CompletionException(e);
        }
    }

    private void warnOfLeftOut(Announcing request, Announcement announcement) {
        if (announcement.leftOut().isEmpty()) {
            return;
        }
        LOG.warn(
                "{}: path={} tracks left out, no RTP payload format of ours carries {}",
                request.client().peer(),
                request.path(),
                announcement.leftOut());
        server.counters()
                .counter("rtsp_tracks_left_out", "path", request.path().value())
                .add(announcement.leftOut().size());
    }

    @Override
    public void onStateRequest(Method method, PeerSession session) {
        // The log has no say in it.
    }

    @Override
    public RtspResponse parameter(
            Method method, RtspRequest request, Optional<PeerSession> session) {
        return RequestDispatcher.parameterAnswer(request);
    }

    @Override
    public Events events() {
        return NOBODY;
    }
}
