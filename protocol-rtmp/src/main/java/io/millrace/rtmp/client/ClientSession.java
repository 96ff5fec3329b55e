package io.millrace.rtmp.client;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.auth.ConnectAnswer;
import io.millrace.rtmp.client.ClientState.Closed;
import io.millrace.rtmp.client.ClientState.Connecting;
import io.millrace.rtmp.client.ClientState.Creating;
import io.millrace.rtmp.client.ClientState.Running;
import io.millrace.rtmp.client.ClientState.Starting;
import io.millrace.rtmp.client.RtmpException.Kind;
import io.millrace.rtmp.connection.Command;
import io.millrace.rtmp.connection.EnhancedCapabilities;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.rtmp.connection.Relocation;
import io.millrace.rtmp.wire.AggregateMessage;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.millrace.stream.Credentials;
import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of a session, from {@code connect} on (RTMP 1.0, section 7.2). Confined to the
 * channel's event loop.
 */
final class ClientSession {
    private static final Logger log = LoggerFactory.getLogger(ClientSession.class);

    private static final double CONNECT_TRANSACTION = 1;
    private static final int MAX_LOGGED_NAME = 40;

    private final Attempt attempt;
    private final ClientRole role;
    private final Channel channel;
    private final MessageWriter out;
    private final Ending ending;
    private ClientState state = new Connecting();
    private PeerCapabilities server = PeerCapabilities.NONE;

    /** How a session ends. */
    interface Ending {
        /** It is over; empty if nothing went wrong. */
        void over(Optional<RtmpException> problem);

        /** Another connection is to be tried in its place. */
        void again(Attempt next);
    }

    ClientSession(
            Attempt attempt, ClientRole role, Channel channel, MessageWriter out, Ending ending) {
        this.attempt = attempt;
        this.role = role;
        this.channel = channel;
        this.out = out;
        this.ending = ending;
    }

    boolean isRunning() {
        return state instanceof Running;
    }

    /** Hands are shaken. */
    void start() {
        RtmpUrl url = attempt.url();
        out.setChunkSize(attempt.request().chunkSize());
        Map<String, AmfValue> members = new LinkedHashMap<>();
        members.put("app", AmfValue.of(url.app() + attempt.appQuery()));
        members.put("type", AmfValue.of("nonprivate"));
        members.put("flashVer", AmfValue.of("FMLE/3.0 (compatible; Millrace)"));
        members.put("tcUrl", AmfValue.of(url.tcUrl(attempt.appQuery())));
        members.put("fpad", AmfValue.of(false));
        members.put("capabilities", AmfValue.of(15));
        members.put("audioCodecs", AmfValue.of(0x0FFF));
        members.put("videoCodecs", AmfValue.of(0x00FC));
        members.put("videoFunction", AmfValue.of(1));
        EnhancedCapabilities.describeClient(members);
        out.command(0, "connect", CONNECT_TRANSACTION, new AmfObject(members));
        out.flush();
    }

    /** Says goodbye, as far as it came. */
    void leave() {
        if (state instanceof Running(int streamId)) {
            out.command(
                    0, "FCUnpublish", 0, new AmfNull(), AmfValue.of(attempt.url().streamName()));
            out.command(0, "deleteStream", 0, new AmfNull(), AmfValue.of(streamId));
        }
        over(Optional.empty());
    }

    /** Takes a message; borrowed. */
    void onMessage(RtmpMessage message) throws RtmpProtocolException {
        switch (message.type()) {
            case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> {
                onCommand(Command.parse(message));
                out.flush();
            }
            case MessageType.AUDIO,
                    MessageType.VIDEO,
                    MessageType.DATA_AMF0,
                    MessageType.DATA_AMF3 ->
                    onMedia(message);
            case MessageType.AGGREGATE -> {
                for (RtmpMessage part : AggregateMessage.split(message)) {
                    onMedia(part);
                }
            }
            default -> log.debug("{}: message type {} ignored", attempt.url(), message.type());
        }
    }

    private void onMedia(RtmpMessage message) throws RtmpProtocolException {
        if (state instanceof Starting(int streamId)
                && role instanceof PlayRole
                && (message.type() == MessageType.AUDIO || message.type() == MessageType.VIDEO)) {
            // Some servers send media without saying that they will.
            run(streamId);
        }
        if (state instanceof Running || state instanceof Starting) {
            role.onMedia(message);
        }
    }

    private void onCommand(Command command) {
        switch (command.name()) {
            case "_result" -> onResult(command);
            case "_error" -> onError(command);
            case "onStatus" -> onStatus(information(command));
            case "close" -> over(Optional.of(attempt.problem(Kind.CUT_OFF, "the server closed")));
            case "_onbwcheck" ->
                    out.command(
                            0,
                            "_result",
                            command.transactionId(),
                            new AmfNull(),
                            new AmfUndefined());
            default -> {
                String name = command.name();
                log.debug(
                        "{}: command {} ignored",
                        attempt.url(),
                        name.length() > MAX_LOGGED_NAME ? "of a long name" : name);
            }
        }
    }

    /** The information object, which is the last thing that a command says. */
    private static Map<String, AmfValue> information(Command command) {
        return command.arguments().isEmpty()
                ? command.object().asMembers()
                : command.arguments().getLast().asMembers();
    }

    /** What a server says of itself stands in the properties; some put it beside the status. */
    private static Map<String, AmfValue> said(Command command) {
        Map<String, AmfValue> all = new LinkedHashMap<>(information(command));
        all.putAll(command.object().asMembers());
        return all;
    }

    private void onResult(Command command) {
        switch (state) {
            case Connecting() when command.transactionId() == CONNECT_TRANSACTION -> {
                server = PeerCapabilities.of(said(command));
                state = new Creating();
                role.create(out, attempt.url());
            }
            case Creating() when command.transactionId() == ClientRole.CREATE_TRANSACTION -> {
                int streamId =
                        command.arguments().isEmpty()
                                ? 1
                                : (int)
                                        (double)
                                                command.arguments()
                                                        .getFirst()
                                                        .asNumber()
                                                        .orElse(1.0);
                state = new Starting(streamId);
                role.begin(out, streamId, attempt.url());
            }
            case Connecting(), Creating(), Starting _, Running _, Closed() ->
                    log.debug("{}: result {}", attempt.url(), command.transactionId());
        }
    }

    private void onError(Command command) {
        Map<String, AmfValue> information = information(command);
        String code = text(information, "code");
        String description = text(information, "description");
        switch (state) {
            case Connecting() when command.transactionId() == CONNECT_TRANSACTION ->
                    onRejected(code, description);
            case Creating() when command.transactionId() == ClientRole.CREATE_TRANSACTION ->
                    over(Optional.of(attempt.problem(Kind.STREAM, code, description)));
            // Many servers do not know releaseStream and FCPublish.
            case Connecting(), Creating(), Starting _, Running _, Closed() ->
                    log.debug("{}: error of {}", attempt.url(), command.transactionId());
        }
    }

    private void onRejected(String code, String description) {
        if (!ConnectAnswer.isChallenge(description)) {
            over(Optional.of(attempt.problem(Kind.REFUSED, code, description)));
            return;
        }
        Optional<String> answer =
                attempt.mayComeAgain()
                                && attempt.url().credentials() instanceof Credentials.Password known
                        ? ConnectAnswer.to(
                                attempt.url().app(),
                                description,
                                known,
                                ThreadLocalRandom.current())
                        : Optional.empty();
        // The same answer to the same demand would be refused again.
        if (answer.isEmpty() || answer.get().equals(attempt.appQuery())) {
            over(Optional.of(attempt.problem(Kind.UNAUTHENTICATED, code, description)));
            return;
        }
        state = new Closed();
        ending.again(attempt.again(answer.get()));
    }

    /** {@code onStatus} (7.2.2), and of the connection enhanced RTMP's wish. */
    private void onStatus(Map<String, AmfValue> information) {
        String code = text(information, "code");
        String description = text(information, "description");
        if (code.equals(EnhancedCapabilities.RECONNECT_REQUEST)) {
            Optional<String> tcUrl =
                    Optional.of(text(information, "tcUrl")).filter(url -> !url.isEmpty());
            role.onReconnectRequest(new ReconnectRequest(tcUrl, attempt.url().hidden(description)));
        } else if (isMoved(information)) {
            log.debug("{}: goes on elsewhere", attempt.url());
        } else if (text(information, "level").equals("error")) {
            over(Optional.of(attempt.problem(Kind.STREAM, code, description)));
        } else if (state instanceof Starting(int streamId) && role.isStart(code)) {
            run(streamId);
        } else if (state instanceof Running && role.isEnd(code)) {
            over(Optional.empty());
        }
    }

    /** A stream to play may be elsewhere; one that is published goes where it was sent. */
    private boolean isMoved(Map<String, AmfValue> information) {
        Optional<Relocation> moved =
                role instanceof PlayRole && state instanceof Starting && attempt.mayComeAgain()
                        ? Relocation.in(information, attempt.url().streamName())
                        : Optional.empty();
        if (moved.isEmpty()) {
            return false;
        }
        try {
            RtmpUrl next = RtmpUrl.parse(moved.get().stream());
            state = new Closed();
            ending.again(attempt.redirected(next));
            return true;
        } catch (IllegalArgumentException notOne) {
            log.debug("{}: moved to what is no URL", attempt.url(), notOne);
            return false;
        }
    }

    private void run(int streamId) {
        state = new Running(streamId);
        role.onStarted(channel, out, streamId, server);
    }

    private void over(Optional<RtmpException> problem) {
        if (!(state instanceof Closed)) {
            state = new Closed();
            ending.over(problem);
        }
    }

    private static String text(Map<String, AmfValue> members, String name) {
        return members.getOrDefault(name, new AmfNull()).asString().orElse("");
    }
}
