package io.millrace.rtsp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.handler.AnnounceRequest;
import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.RefusedException;
import io.netty.buffer.ByteBuf;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Serves what a handler implements. */
final class HandlerApplication implements Application {
    private static final String PARAMETERS = "text/parameters";

    private final ServerContext.Service server;
    private final RtspHandler handler;
    private final Set<Method> methods;
    private final Events events;

    HandlerApplication(ServerContext.Service server, RtspHandler handler) {
        this.server = server;
        this.handler = handler;
        this.methods = implemented(handler);
        this.events = new HandlerEvents(handler);
    }

    /** OPTIONS, TEARDOWN and the empty GET_PARAMETER need no handler. */
    private static Set<Method> implemented(RtspHandler handler) {
        Set<Method> methods = EnumSet.of(Method.OPTIONS, Method.TEARDOWN, Method.GET_PARAMETER);
        for (Method method : Method.values()) {
            boolean served =
                    switch (method) {
                        case OPTIONS, TEARDOWN, GET_PARAMETER -> true;
                        case DESCRIBE -> handler instanceof RtspHandler.OnDescribe;
                        case ANNOUNCE -> handler instanceof RtspHandler.OnAnnounce;
                        case SETUP ->
                                handler instanceof RtspHandler.OnSetup
                                        || handler instanceof RtspHandler.OnAnnounce;
                        case PLAY -> handler instanceof RtspHandler.OnPlay;
                        case PAUSE -> handler instanceof RtspHandler.OnPause;
                        case RECORD -> handler instanceof RtspHandler.OnRecord;
                        case SET_PARAMETER -> handler instanceof RtspHandler.OnSetParameter;
                    };
            if (served) {
                methods.add(method);
            }
        }
        return methods;
    }

    @Override
    public Set<Method> methods() {
        return methods;
    }

    @Override
    public boolean answers(Method method) {
        return methods.contains(method);
    }

    @Override
    public boolean serves(Redirects.Role role) {
        return switch (role) {
            case READ ->
                    handler instanceof RtspHandler.OnDescribe
                            || handler instanceof RtspHandler.OnSetup;
            case PUBLISH -> handler instanceof RtspHandler.OnAnnounce;
        };
    }

    @Override
    public Redirects redirects() {
        return Redirects.none();
    }

    @Override
    public CompletionStage<ReadableStream> describe(ReadRequest request) {
        try {
            return handler instanceof RtspHandler.OnDescribe describing
                    ? offered(describing.onDescribe(asked(request, Optional.empty())))
                    : notServed(Method.DESCRIBE);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<ReadableStream> setup(ReadRequest request, PeerSession session) {
        try {
            return handler instanceof RtspHandler.OnSetup settingUp
                    ? offered(settingUp.onSetup(asked(request, Optional.of(session))))
                    : notServed(Method.SETUP);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static StreamRequest asked(ReadRequest request, Optional<PeerSession> session) {
        return new StreamRequest(request.path().value(), request.client(), session);
    }

    private static CompletionStage<ReadableStream> offered(ServerStream stream) {
        return stream.isClosed()
                ? CompletableFuture.failedFuture(
                        RtspException.of(Status.NOT_FOUND, "stream is closed"))
                : CompletableFuture.completedFuture(new HandledStream(stream));
    }

    private static <T> CompletionStage<T> notServed(Method method) {
        return CompletableFuture.failedFuture(
                RtspException.of(Status.NOT_IMPLEMENTED, method.name()));
    }

    @Override
    public CompletionStage<AnnouncedStream> announce(Announcing request) {
        if (!(handler instanceof RtspHandler.OnAnnounce announcing)) {
            return notServed(Method.ANNOUNCE);
        }
        try {
            SessionDescription description = described(request);
            announcing.onAnnounce(
                    new AnnounceRequest(
                            request.path().value(),
                            request.client(),
                            description,
                            request.session()));
            return handler instanceof RtspHandler.OnRecord recording
                    ? CompletableFuture.completedFuture(
                            new HandledPublication(
                                    recording, description, server.wallClockMicros()))
                    : notServed(Method.RECORD);
        } catch (RefusedException | RtspException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private SessionDescription described(Announcing request) throws RtspException {
        try {
            SessionDescription description = SessionDescription.parse(request.description());
            int maxTracks = server.settings().limits().tracks();
            if (description.media().isEmpty() || description.media().size() > maxTracks) {
                throw RtspException.of(Status.BAD_REQUEST, "need 1 to " + maxTracks + " tracks");
            }
            if (description.media().stream().anyMatch(media -> media.payloads().isEmpty())) {
                throw RtspException.of(
                        Status.UNSUPPORTED_MEDIA_TYPE, "a track says nothing of its format");
            }
            return description;
        } catch (MalformedMediaException e) {
            throw RtspException.of(Status.BAD_REQUEST, "session description: " + e.getMessage());
        }
    }

    @Override
    public void onStateRequest(Method method, PeerSession session) throws RtspException {
        try {
            if (method == Method.PLAY && handler instanceof RtspHandler.OnPlay playing) {
                playing.onPlay(session);
            } else if (method == Method.PAUSE && handler instanceof RtspHandler.OnPause pausing) {
                pausing.onPause(session);
            }
        } catch (RefusedException e) {
            throw RtspException.of(
                    DescribeRequests.status(e.refusal()),
                    Objects.requireNonNullElse(e.getMessage(), "refused"));
        }
    }

    @Override
    public RtspResponse parameter(
            Method method, RtspRequest request, Optional<PeerSession> session) {
        if (request.bodyText().isBlank()) {
            return RtspResponse.of(Status.OK);
        }
        RtspResponse notUnderstood = RtspResponse.of(Status.PARAMETER_NOT_UNDERSTOOD);
        if (method == Method.GET_PARAMETER && handler instanceof RtspHandler.OnGetParameter asked) {
            return asked.onGetParameter(session, request.bodyText())
                    .map(body -> RtspResponse.of(Status.OK).withBody(PARAMETERS, body))
                    .orElse(notUnderstood);
        }
        if (method == Method.SET_PARAMETER && handler instanceof RtspHandler.OnSetParameter told) {
            boolean taken = told.onSetParameter(session, request.bodyText());
            return taken ? RtspResponse.of(Status.OK) : notUnderstood;
        }
        return notUnderstood;
    }

    @Override
    public boolean takesBackChannels() {
        return handler instanceof RtspHandler.OnBackChannel;
    }

    @Override
    public void onBackChannel(PeerSession session, int track, ByteBuf packet) {
        if (handler instanceof RtspHandler.OnBackChannel taking) {
            try {
                taking.onBackChannel(session, track, RtpPacket.parse(packet));
            } catch (MalformedMediaException e) {
                handler.onDecodeError(session, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Events events() {
        return events;
    }
}
