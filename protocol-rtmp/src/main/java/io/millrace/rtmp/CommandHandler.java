package io.millrace.rtmp;

import io.millrace.rtmp.SessionState.AwaitingConnect;
import io.millrace.rtmp.SessionState.AwaitingGrant;
import io.millrace.rtmp.SessionState.AwaitingStream;
import io.millrace.rtmp.SessionState.Closed;
import io.millrace.rtmp.SessionState.Connected;
import io.millrace.rtmp.SessionState.Playing;
import io.millrace.rtmp.SessionState.Publishing;
import io.millrace.rtmp.SessionState.StreamCreated;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfBoolean;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.rtmp.carriage.MediaChunks;
import io.millrace.rtmp.connection.Command;
import io.millrace.rtmp.connection.EnhancedCapabilities;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.MessageWriter.Status;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers commands (RTMP 1.0, section 7.2, and what encoders send beside it). Confined to the
 * connection's event loop.
 */
final class CommandHandler {
    private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

    /** What players take for a Flash Media Server that speaks all they know. */
    private static final String SERVER_VERSION = "FMS/3,5,7,7009";

    private static final int CAPABILITIES = 31;
    private static final int MAX_LOGGED_NAME = 40;

    private final ServerSession session;
    private final SessionContext context;
    private final MessageWriter out;

    /** What a peer wants to do with a path. */
    @FunctionalInterface
    private interface Role {
        void begin(Application app, PathName path, Client client);
    }

    CommandHandler(ServerSession session, SessionContext context) {
        this.session = session;
        this.context = context;
        this.out = context.out();
    }

    void onCommand(Command command) {
        switch (command.name()) {
            case "connect" -> connect(command);
            case "createStream" -> createStream(command);
            case "publish" -> publish(command);
            case "play" -> play(command);
            case "pause", "pauseRaw" -> pause(command);
            case "seek" -> seek();
            case "deleteStream" -> deleteStream();
            case "closeStream", "FCUnpublish" -> closeStream(command);
            case "getStreamLength" -> result(command, AmfValue.of(0));
            case "FCSubscribe" -> subscribe(command);
            case "releaseStream", "FCPublish", "_checkbw", "FCUnsubscribe" ->
                    result(command, new AmfUndefined());
            case "_result", "_error", "onStatus", "receiveAudio", "receiveVideo" ->
                    log.debug("{}: {} ignored", context.peer(), command.name());
            default -> ignore(command);
        }
        out.flush();
    }

    /** Lets Flash players take snapshots; older ones wait for it. */
    void allowSampleAccess() {
        out.data(
                MediaChunks.STREAM_ID,
                0,
                AmfValue.of("|RtmpSampleAccess"),
                AmfValue.of(true),
                AmfValue.of(true));
    }

    private void connect(Command command) {
        if (!(session.state() instanceof AwaitingConnect)) {
            error(command, "NetConnection.Connect.Rejected", "Already connected");
            return;
        }
        Map<String, AmfValue> asked = command.object().asMembers();
        Optional<Application> app = application(command, asked);
        if (app.isEmpty()) {
            return;
        }
        AmfValue objectEncoding = asked.getOrDefault("objectEncoding", AmfValue.of(0));
        RtmpSettings settings = context.settings();
        out.windowAcknowledgementSize(settings.windowAckBytes());
        out.setPeerBandwidth(settings.windowAckBytes());
        out.setChunkSize(settings.chunkSize());
        Map<String, AmfValue> properties = new LinkedHashMap<>();
        properties.put("fmsVer", AmfValue.of(SERVER_VERSION));
        properties.put("capabilities", AmfValue.of(CAPABILITIES));
        properties.put("mode", AmfValue.of(1));
        EnhancedCapabilities.describeServer(properties);
        out.command(
                0,
                "_result",
                command.transactionId(),
                new AmfObject(properties),
                Status.ok("NetConnection.Connect.Success", "Connection succeeded.")
                        .toAmf("objectEncoding", objectEncoding));
        session.enter(new Connected(app.get()));
    }

    /** Who connects to what; empty if it was refused, which it may be only to come again. */
    private Optional<Application> application(Command command, Map<String, AmfValue> asked) {
        if (context.tooMany()) {
            session.refuseConnect(command, "limit", "too many connections from your address");
            return Optional.empty();
        }
        String app = asked.getOrDefault("app", AmfValue.of("")).asString().orElse("");
        String flashVersion = asked.getOrDefault("flashVer", AmfValue.of("")).asString().orElse("");
        Client client = context.client().withUserAgent(flashVersion);
        return switch (context.challenge(app)) {
            case ConnectChallenge.Step.Accepted(Credentials shown) ->
                    handled(
                            command,
                            new Application(
                                    app,
                                    client.withCredentials(shown),
                                    PeerCapabilities.of(asked)));
            case ConnectChallenge.Step.Refused(String description) -> {
                session.refuseConnect(command, "challenge", description);
                yield Optional.empty();
            }
        };
    }

    /** The same, if the application's handler does not refuse it. */
    private Optional<Application> handled(Command command, Application app) {
        if (context.handled().isPresent()) {
            try {
                context.handled().get().connect(app.name(), app.client());
            } catch (RefusedException refused) {
                session.refuseConnect(command, "handler", String.valueOf(refused.getMessage()));
                return Optional.empty();
            }
        }
        return Optional.of(app);
    }

    private void createStream(Command command) {
        switch (session.state()) {
            case Connected(Application app) -> {
                result(command, AmfValue.of(MediaChunks.STREAM_ID));
                session.enter(new StreamCreated(app));
            }
            case AwaitingConnect() -> error(command, "NetConnection.Call.Failed", "Not Connected");
            case StreamCreated _,
                    AwaitingGrant _,
                    Publishing _,
                    AwaitingStream _,
                    Playing _,
                    Closed() ->
                    error(command, "NetConnection.Call.Failed", "Stream Already Created");
        }
    }

    private void publish(Command command) {
        begin(command, "NetStream.Publish.", "BadName", session::publish);
    }

    private void play(Command command) {
        begin(command, "NetStream.Play.", "StreamNotFound", session::play);
    }

    /** Starts the role with app and path, or refuses the path's name with the role's own code. */
    private void begin(Command command, String prefix, String badName, Role role) {
        Optional<Application> app = appOfIdleStream(command, prefix);
        if (app.isEmpty()) {
            return;
        }
        StreamTarget target = StreamTarget.of(app.get().name(), command.text(0));
        Optional<String> problem = PathName.problem(target.path());
        if (problem.isPresent()) {
            session.refuse(
                    command.name(), "bad-name", Status.error(prefix + badName, problem.get()));
            return;
        }
        role.begin(app.get(), new PathName(target.path()), app.get().clientFor(target));
    }

    /** The app, if the command is for the one message stream and nothing goes on there. */
    private Optional<Application> appOfIdleStream(Command command, String prefix) {
        String problem =
                switch (session.state()) {
                    case StreamCreated _ ->
                            isOurStream(command.streamId())
                                    ? ""
                                    : "message stream " + command.streamId() + " is not created";
                    case AwaitingConnect() -> "connect comes first";
                    case Connected _ -> "createStream comes first";
                    case AwaitingGrant _, Publishing _, AwaitingStream _, Playing _, Closed() ->
                            "the message stream is in use";
                };
        if (problem.isEmpty() && session.state() instanceof StreamCreated(Application app)) {
            return Optional.of(app);
        }
        context.counters().refused(command.name(), "bad-stream");
        out.status(command.streamId(), Status.error(prefix + "Failed", problem));
        return Optional.empty();
    }

    /**
     * Clients that take the answer to releaseStream or FCPublish for that to createStream go on
     * with stream 0.
     */
    private static boolean isOurStream(int streamId) {
        return streamId == MediaChunks.STREAM_ID || streamId == 0;
    }

    private void pause(Command command) {
        if (session.state() instanceof Playing(_, PlaySession play)) {
            boolean pause =
                    !command.arguments().isEmpty()
                            && command.arguments().getFirst().equals(new AmfBoolean(true));
            play.pause(pause);
        }
    }

    private void seek() {
        out.status(
                MediaChunks.STREAM_ID,
                Status.error("NetStream.Seek.Failed", "live streams cannot be sought"));
    }

    private void closeStream(Command command) {
        switch (session.state()) {
            case Publishing(Application app, _) -> session.stop(new StreamCreated(app));
            case Playing(Application app, _) -> session.stop(new StreamCreated(app));
            case AwaitingStream(Application app, _) -> session.stop(new StreamCreated(app));
            case AwaitingConnect(), Connected _, StreamCreated _, AwaitingGrant _, Closed() ->
                    log.debug("{}: {} when idle", context.peer(), command.name());
        }
        if (command.transactionId() != 0) {
            result(command, new AmfUndefined());
        }
    }

    private void deleteStream() {
        switch (session.state()) {
            case Publishing(Application app, _) -> session.stop(new Connected(app));
            case Playing(Application app, _) -> session.stop(new Connected(app));
            case AwaitingStream(Application app, _) -> session.stop(new Connected(app));
            case StreamCreated(Application app) -> session.enter(new Connected(app));
            case AwaitingConnect(), Connected _, AwaitingGrant _, Closed() ->
                    log.debug("{}: deleteStream when idle", context.peer());
        }
    }

    /** Flash's content delivery networks: a subscription that always succeeds; play decides. */
    private void subscribe(Command command) {
        result(command, new AmfUndefined());
        out.command(
                0,
                "onFCSubscribe",
                0,
                new AmfNull(),
                Status.ok("NetStream.Play.Start", "Subscribed").toAmf());
    }

    private void ignore(Command command) {
        String name = command.name();
        log.warn(
                "{}: unknown command {} ignored",
                context.peer(),
                name.length() > MAX_LOGGED_NAME ? name.substring(0, MAX_LOGGED_NAME) : name);
        context.counters().messageDropped("unknown-command");
    }

    private void result(Command command, AmfValue value) {
        out.command(0, "_result", command.transactionId(), new AmfNull(), value);
    }

    private void error(Command command, String code, String description) {
        out.command(
                0,
                "_error",
                command.transactionId(),
                new AmfNull(),
                Status.error(code, description).toAmf());
    }
}
