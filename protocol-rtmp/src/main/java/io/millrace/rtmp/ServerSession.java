package io.millrace.rtmp;

import io.millrace.rtmp.SessionState.AwaitingConnect;
import io.millrace.rtmp.SessionState.AwaitingGrant;
import io.millrace.rtmp.SessionState.AwaitingStream;
import io.millrace.rtmp.SessionState.Closed;
import io.millrace.rtmp.SessionState.Connected;
import io.millrace.rtmp.SessionState.Playing;
import io.millrace.rtmp.SessionState.Publishing;
import io.millrace.rtmp.SessionState.StreamCreated;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.carriage.MediaChunks;
import io.millrace.rtmp.connection.Command;
import io.millrace.rtmp.connection.EnhancedCapabilities;
import io.millrace.rtmp.connection.Expectation;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.MessageWriter.Status;
import io.millrace.rtmp.connection.Relocation;
import io.millrace.rtmp.wire.AggregateMessage;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.RefusedException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's session after the handshake: keeps its state, admits it to publish or play, and hands
 * media over. Commands are read by {@link CommandHandler}, which calls the methods here. Confined
 * to the connection's event loop.
 */
final class ServerSession {
    private static final Logger log = LoggerFactory.getLogger(ServerSession.class);

    private final SessionContext context;
    private final MessageWriter out;
    private final RtmpCounters counters;
    private final CommandHandler commands;
    private SessionState state = new AwaitingConnect();
    private long transitions;

    ServerSession(SessionContext context) {
        this.context = context;
        this.out = context.out();
        this.counters = context.counters();
        this.commands = new CommandHandler(this, context);
    }

    SessionState state() {
        return state;
    }

    /** Whether the peer's next message may be handed in now. */
    boolean takesInput() {
        return !(state instanceof AwaitingGrant || state instanceof Closed);
    }

    /** Takes a message; borrowed. */
    void onMessage(RtmpMessage message, long ntpMicros) throws RtmpProtocolException {
        switch (message.type()) {
            case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 ->
                    commands.onCommand(Command.parse(message));
            case MessageType.AUDIO,
                    MessageType.VIDEO,
                    MessageType.DATA_AMF0,
                    MessageType.DATA_AMF3 ->
                    onMedia(message, ntpMicros);
            case MessageType.AGGREGATE -> {
                for (RtmpMessage part : AggregateMessage.split(message)) {
                    onMedia(part, ntpMicros);
                }
            }
            default -> counters.messageDropped("unknown-type");
        }
    }

    /** The peer may take more bytes again. */
    void onWritable() {
        if (state instanceof Playing(_, PlaySession play)) {
            play.resume();
        }
    }

    /** The connection is gone, or is to go: lets go of what the session holds. */
    void onClosed(EndReason reason) {
        release(reason);
        enter(new Closed());
        context.handled().ifPresent(HandledConnection::closed);
    }

    /** What must change from time to time, or the session is dead. */
    Optional<Expectation> expectation() {
        RtmpTimeouts timeouts = context.settings().timeouts();
        return switch (state) {
            case AwaitingConnect(), Connected _, StreamCreated _, AwaitingGrant _ ->
                    Optional.of(
                            new Expectation(transitions, timeouts.command(), "no-publish-or-play"));
            case AwaitingStream _ -> Optional.empty();
            case Publishing(_, MediaInput publication) ->
                    Optional.of(
                            new Expectation(
                                    publication.mediaMessages(),
                                    timeouts.silentPublisher(),
                                    "silent-publisher"));
            case Playing _, Closed() -> Optional.empty();
        };
    }

    void enter(SessionState next) {
        state = next;
        transitions++;
    }

    /** Asks for the path; answers when it is decided. */
    void publish(Application app, PathName path, Client client) {
        if (context.publishing().isEmpty()) {
            refuse(
                    "publish",
                    "no-role",
                    Status.error("NetStream.Publish.Denied", "this server is for playing only"));
            return;
        }
        enter(new AwaitingGrant(app, path));
        context.publishing()
                .get()
                .publish(
                        new PublishRequest(path, client, List.of()),
                        reason -> context.executor().execute(() -> endedByUs(reason)))
                .whenComplete((publisher, failure) ->
                        context.executor()
                                .execute(() ->
                                        onGranted(
                                                Optional.ofNullable(publisher),
                                                Optional.ofNullable(failure))));
    }

    /** Asks for the stream; answers when it is there. */
    void play(Application app, PathName path, Client client) {
        if (context.reading().isEmpty()) {
            refuse(
                    "play",
                    "no-role",
                    Status.error("NetStream.Play.Failed", "this server is for publishing only"));
            return;
        }
        AwaitingStream waiting = new AwaitingStream(app, path);
        enter(waiting);
        context.reading()
                .get()
                .open(new ReadRequest(path, client))
                .whenComplete((stream, failure) ->
                        context.executor()
                                .execute(() ->
                                        onOpened(
                                                waiting,
                                                Optional.ofNullable(stream),
                                                Optional.ofNullable(failure))));
    }

    /** Ends publication or reading at the peer's wish. */
    void stop(SessionState next) {
        if (state instanceof Publishing) {
            out.status(
                    MediaChunks.STREAM_ID,
                    Status.ok("NetStream.Unpublish.Success", "Publishing stopped"));
        }
        EndReason reason = EndReason.of(EndReason.Kind.PEER_LEFT, "the publisher ended it");
        release(reason);
        enter(next);
        if (context.handled().isPresent() && !context.handled().get().deleteStream()) {
            close("ended-by-us", reason);
        }
    }

    /** Tells the peer why it may not, and closes. */
    void refuse(String role, String reason, Status status) {
        counters.refused(role, reason);
        log.info("{} {} refused: {}", context.peer(), role, status.description());
        out.status(MediaChunks.STREAM_ID, status);
        close("refused", EndReason.of(EndReason.Kind.PEER_LEFT, status.description()));
    }

    /** Tells the peer why it may not connect, and closes. */
    void refuseConnect(Command command, String reason, String description) {
        counters.refused("connect", reason);
        out.command(
                0,
                "_error",
                command.transactionId(),
                new AmfNull(),
                Status.error("NetConnection.Connect.Rejected", description).toAmf());
        close("refused", EndReason.of(EndReason.Kind.PEER_LEFT, "connect refused"));
    }

    private void close(String label, EndReason reason) {
        release(reason);
        enter(new Closed());
        context.onClose().accept(label);
    }

    private void onMedia(RtmpMessage message, long ntpMicros) throws RtmpProtocolException {
        if (!(state instanceof Publishing(_, MediaInput publication))) {
            counters.messageDropped("not-publishing");
            return;
        }
        publication.onMessage(message, ntpMicros);
        String hopelessBecause = publication.hopelessBecause();
        if (!hopelessBecause.isEmpty()) {
            refuse(
                    "publish",
                    "codec",
                    Status.error(
                            "NetStream.Publish.Failed",
                            hopelessBecause + " not supported; send H264 or AAC"));
        }
    }

    private void onGranted(Optional<Publisher> granted, Optional<Throwable> failure) {
        if (!(state instanceof AwaitingGrant(Application app, PathName path))) {
            granted.ifPresent(late ->
                    late.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left while waiting")));
            return;
        }
        if (granted.isEmpty()) {
            onRefused("publish", "NetStream.Publish.", failure);
            return;
        }
        counters.started("publish");
        log.info("path {}: {} publishes", path, context.peer());
        MediaInput publication = context.input(granted.get());
        enter(new Publishing(app, publication));
        out.userControl(MessageWriter.STREAM_BEGIN, MediaChunks.STREAM_ID);
        out.status(
                MediaChunks.STREAM_ID, Status.ok("NetStream.Publish.Start", "Publishing " + path));
        out.flush();
        context.onInputWanted().run();
    }

    private void onOpened(
            AwaitingStream asked, Optional<LiveStream> opened, Optional<Throwable> failure) {
        if (!state.equals(asked)) {
            return;
        }
        if (opened.isEmpty()) {
            onRefused("play", "NetStream.Play.", failure);
            return;
        }
        counters.started("play");
        log.info("path {}: {} plays", asked.path(), context.peer());
        out.userControl(MessageWriter.STREAM_BEGIN, MediaChunks.STREAM_ID);
        String description = "Playing " + asked.path();
        out.status(MediaChunks.STREAM_ID, Status.ok("NetStream.Play.Reset", description));
        out.status(MediaChunks.STREAM_ID, Status.ok("NetStream.Play.Start", description));
        commands.allowSampleAccess();
        out.flush();
        PlaySession play =
                new PlaySession(
                        opened.get(),
                        context.executor(),
                        new PlaySession.Outlet(out, context.flavour(asked.app().takes())),
                        context.peer(),
                        this::endedByUs);
        enter(new Playing(asked.app(), play));
    }

    private void onRefused(String role, String prefix, Optional<Throwable> failure) {
        Throwable cause =
                failure.map(ServerSession::unwrapped)
                        .orElseGet(() -> new IllegalStateException("neither given nor refused"));
        if (!(cause instanceof RefusedException refused)) {
            log.error("{} {} failed", context.peer(), role, cause);
            refuse(role, "failure", Status.error(prefix + "Failed", "internal error"));
            return;
        }
        if (refused.refusal() == RefusedException.Cause.MOVED) {
            boolean takesReconnectRequest =
                    state instanceof AwaitingStream(Application app, _) && app.takes().reconnects();
            Relocation.of(refused.location()).tell(out, takesReconnectRequest);
        }
        String code =
                switch (refused.refusal()) {
                    case NOT_FOUND, MOVED -> "StreamNotFound";
                    case BUSY -> "BadName";
                    case UNAUTHENTICATED, FORBIDDEN -> "Denied";
                    case LIMIT, UNAVAILABLE -> "Failed";
                };
        refuse(
                role,
                refused.refusal().name().toLowerCase(Locale.ROOT),
                Status.error(prefix + code, String.valueOf(refused.getMessage())));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    /** The publication was taken away, or the stream has no more. */
    private void endedByUs(EndReason reason) {
        switch (state) {
            case Publishing(Application app, _) -> {
                askToReconnect(app, reason);
                out.status(
                        MediaChunks.STREAM_ID,
                        Status.error("NetStream.Publish.Failed", reason.text()));
                close("ended-by-us", reason);
            }
            case Playing(Application app, PlaySession play) -> {
                askToReconnect(app, reason);
                play.sayEnd(reason);
                close("stream-ended", reason);
            }
            case AwaitingConnect(),
                    Connected _,
                    StreamCreated _,
                    AwaitingGrant _,
                    AwaitingStream _,
                    Closed() ->
                    log.debug("{}: ended when idle: {}", context.peer(), reason.text());
        }
    }

    /** Another server takes the peer over, if it knows to come anew (enhanced RTMP 2). */
    private void askToReconnect(Application app, EndReason reason) {
        if (app.takes().reconnects() && reason.kind() == EndReason.Kind.SHUTDOWN) {
            out.status(0, Status.ok(EnhancedCapabilities.RECONNECT_REQUEST, reason.text()));
        }
    }

    private void release(EndReason reason) {
        switch (state) {
            case Publishing(_, MediaInput publication) -> {
                counters.ended("publish", label(reason));
                publication.close(reason);
            }
            case Playing(_, PlaySession play) -> {
                counters.ended("play", label(reason));
                play.close();
            }
            case AwaitingConnect(),
                    Connected _,
                    StreamCreated _,
                    AwaitingGrant _,
                    AwaitingStream _,
                    Closed() -> {}
        }
    }

    private static String label(EndReason reason) {
        return reason.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
