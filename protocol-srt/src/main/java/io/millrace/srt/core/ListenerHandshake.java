package io.millrace.srt.core;

import io.millrace.srt.core.ListenerAnswer.Accepted;
import io.millrace.srt.core.ListenerAnswer.Ignored;
import io.millrace.srt.core.ListenerAnswer.Reply;
import io.millrace.srt.core.ListenerAnswer.Request;
import io.millrace.srt.core.Negotiated.Keys;
import io.millrace.srt.crypto.KeyRefusal;
import io.millrace.srt.crypto.ReceiveKeys;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.HandshakeExtension;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import io.millrace.srt.wire.HandshakeExtension.CongestionControl;
import io.millrace.srt.wire.HandshakeExtension.Group;
import io.millrace.srt.wire.HandshakeExtension.KeyMaterialMessage;
import io.millrace.srt.wire.HandshakeExtension.PacketFilter;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.millrace.srt.wire.PeerAddress;
import io.millrace.srt.wire.Rejection;
import io.millrace.srt.wire.SrtProtocolException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The listener's side of the handshake (draft-sharabayko-srt, 4.3.1). It keeps nothing per caller:
 * an induction is answered with a cookie, a conclusion that brings it back becomes a request, and
 * an accepted request a {@link Negotiated}. Who asks again while a decision is pending, or after
 * it, is the owner's to know. Not thread-safe.
 */
public final class ListenerHandshake {
    private static final int VERSION = 5;
    private static final int MAX_TRANSMISSION_UNIT = 1500;

    private final SynCookie cookies;
    private final SecureRandom random;
    private final int minimumVersion;
    private final int announcedKeyBytes;

    /**
     * @param cookieSecret any bytes; listeners of one address share them
     */
    public ListenerHandshake(SecureRandom random, SrtSettings settings, byte[] cookieSecret) {
        this.random = random;
        cookies = new SynCookie(cookieSecret);
        minimumVersion = settings.tolerance().minimumVersion();
        announcedKeyBytes =
                settings.encryption().passphrase().isPresent()
                        ? settings.encryption().keys().keyBytes()
                        : 0;
    }

    /** Judges one handshake packet of a caller. */
    public ListenerAnswer onHandshake(Handshake packet, InetSocketAddress caller, long nowMicros) {
        HandshakeContent content = packet.content();
        return switch (content.type()) {
            case HandshakeContent.INDUCTION -> new Reply(induction(content, caller, nowMicros));
            case HandshakeContent.CONCLUSION ->
                    cookies.isValid(content.cookie(), caller, nowMicros)
                            ? conclusion(packet, caller, nowMicros)
                            : new Ignored();
            default -> new Ignored();
        };
    }

    private HandshakeContent induction(
            HandshakeContent caller, InetSocketAddress address, long nowMicros) {
        return new HandshakeContent(
                VERSION,
                announcedKeyBytes / 8,
                HandshakeContent.SRT_MAGIC,
                caller.initialSequence(),
                Math.min(caller.maximumTransmissionUnit(), MAX_TRANSMISSION_UNIT),
                caller.flowWindowPackets(),
                HandshakeContent.INDUCTION,
                caller.socketId(),
                cookies.of(address, nowMicros),
                PeerAddress.of(address.getAddress()),
                List.of());
    }

    private ListenerAnswer conclusion(Handshake packet, InetSocketAddress caller, long nowMicros) {
        HandshakeContent content = packet.content();
        Optional<Capabilities> capabilities = content.find(Capabilities.class);
        Optional<Rejection> rejection = objection(content, capabilities);
        if (rejection.isPresent() || capabilities.isEmpty()) {
            return new Reply(refusal(content, rejection.orElse(Rejection.ROGUE)));
        }
        return new Request(
                new ConnectionRequestData(
                        caller,
                        content,
                        capabilities.get(),
                        content.find(StreamId.class).map(StreamId::value).orElse(""),
                        content.find(KeyMaterialMessage.class).map(KeyMaterialMessage::message),
                        packet.timestampMicros(),
                        nowMicros));
    }

    private Optional<Rejection> objection(
            HandshakeContent content, Optional<Capabilities> capabilities) {
        if (content.version() < VERSION) {
            return Optional.of(Rejection.VERSION);
        }
        if (capabilities.isEmpty()
                || capabilities.get().response()
                || content.socketId() == 0
                || content.flowWindowPackets() < 1) {
            return Optional.of(Rejection.ROGUE);
        }
        if (capabilities.get().srtVersion() < minimumVersion) {
            return Optional.of(Rejection.VERSION);
        }
        if (capabilities.get().has(Capabilities.STREAM)) {
            return Optional.of(Rejection.MESSAGE_API);
        }
        if (!content.find(CongestionControl.class)
                .map(CongestionControl::name)
                .orElse("live")
                .equals("live")) {
            return Optional.of(Rejection.CONGESTION);
        }
        if (content.find(PacketFilter.class).isPresent()) {
            return Optional.of(Rejection.FILTER);
        }
        return content.find(Group.class).map(_ -> Rejection.GROUP);
    }

    /** The answer to a request the application does not want. */
    public HandshakeContent refusal(HandshakeContent conclusion, Rejection rejection) {
        return conclusion.withType(rejection.handshakeType());
    }

    /**
     * Concludes a request with the settings of whatever it asks for.
     *
     * @param socketId the new connection's
     */
    public ListenerAnswer accept(
            ConnectionRequestData request, SrtSettings settings, int socketId, long nowMicros) {
        HandshakeContent conclusion = request.conclusion();
        if (settings.encryption().passphrase().isPresent() != request.keyMaterial().isPresent()) {
            return new Reply(refusal(conclusion, Rejection.UNSECURE));
        }
        try {
            Optional<Keys> keys = openKeys(request, settings);
            if (keys.isEmpty()) {
                return new Reply(refusal(conclusion, Rejection.BAD_SECRET));
            }
            return knowsCipher(request, keys.get())
                    ? accepted(request, settings, socketId, keys.get(), nowMicros)
                    : new Reply(refusal(conclusion, Rejection.CRYPTO));
        } catch (SrtProtocolException _) {
            return new Reply(refusal(conclusion, Rejection.CRYPTO));
        }
    }

    private static boolean knowsCipher(ConnectionRequestData request, Keys keys) {
        return keys.receive()
                .map(own -> Capability.knows(own.mode(), request.capabilities()))
                .orElse(true);
    }

    /** Nothing when the passphrases differ. */
    private Optional<Keys> openKeys(ConnectionRequestData request, SrtSettings settings)
            throws SrtProtocolException {
        if (request.keyMaterial().isEmpty()) {
            return Optional.of(Keys.NONE);
        }
        byte[] message = request.keyMaterial().get();
        if (KeyRefusal.isRefusal(message)) {
            return Optional.empty();
        }
        Optional<ReceiveKeys> receive =
                ReceiveKeys.open(settings.encryption().passphrase().orElseThrow(), message);
        return receive.map(keys ->
                new Keys(
                        Optional.of(keys.toSendKeys(settings.encryption().keys(), random)),
                        receive));
    }

    private static Accepted accepted(
            ConnectionRequestData request,
            SrtSettings settings,
            int socketId,
            Keys keys,
            long nowMicros) {
        Capabilities theirs = request.capabilities();
        HandshakeContent conclusion = request.conclusion();
        int receiveLatency = Math.max(settings.receiveLatencyMillis(), theirs.sendLatencyMillis());
        int sendLatency = Math.max(settings.peerLatencyMillis(), theirs.receiveLatencyMillis());
        Negotiated negotiated =
                new Negotiated(
                        socketId,
                        conclusion.socketId(),
                        conclusion.initialSequence(),
                        theirs.srtVersion(),
                        conclusion.flowWindowPackets(),
                        receiveLatency,
                        sendLatency,
                        request.timestampMicros(),
                        request.arrivalMicros(),
                        nowMicros,
                        keys);
        List<HandshakeExtension> extensions = new ArrayList<>();
        extensions.add(Capability.response(receiveLatency, sendLatency));
        request.keyMaterial()
                .ifPresent(message -> extensions.add(new KeyMaterialMessage(true, message)));
        int flags =
                HandshakeContent.HAS_HANDSHAKE_REQUEST
                        | (request.keyMaterial().isPresent()
                                ? HandshakeContent.HAS_KEY_MATERIAL
                                : 0);
        return new Accepted(
                negotiated,
                new HandshakeContent(
                        VERSION,
                        conclusion.encryptionField(),
                        flags,
                        conclusion.initialSequence(),
                        Math.min(conclusion.maximumTransmissionUnit(), MAX_TRANSMISSION_UNIT),
                        settings.buffers().receivePackets(),
                        HandshakeContent.CONCLUSION,
                        socketId,
                        conclusion.cookie(),
                        PeerAddress.of(request.caller().getAddress()),
                        extensions));
    }
}
