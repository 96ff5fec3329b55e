package io.millrace.srt.core;

import io.millrace.srt.core.CallerState.Concluding;
import io.millrace.srt.core.CallerState.Connected;
import io.millrace.srt.core.CallerState.Inducting;
import io.millrace.srt.core.CallerState.Refused;
import io.millrace.srt.core.Negotiated.Keys;
import io.millrace.srt.crypto.KeyRefusal;
import io.millrace.srt.crypto.SendKeys;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.HandshakeExtension;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import io.millrace.srt.wire.HandshakeExtension.KeyMaterialMessage;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.PeerAddress;
import io.millrace.srt.wire.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The caller's side of the handshake (draft-sharabayko-srt, 4.3.1).
 *
 * <pre>
 * Inducting --cookie of the listener--> Concluding --conclusion--> Connected
 * Inducting, Concluding --rejection, or time-out--> Refused
 * </pre>
 *
 * <p>What was said is said again every 250 ms until it is answered. Not thread-safe.
 */
public final class CallerHandshake {
    private static final long REPEAT_MICROS = 250_000;
    private static final int MAX_TRANSMISSION_UNIT = 1500;
    private static final int VERSION = 5;

    private final SrtSettings settings;
    private final String streamId;
    private final DatagramOutput output;
    private final long startMicros;
    private final long deadlineMicros;
    private final int socketId;
    private final int initialSequence;
    private final PeerAddress peerAddress;
    private final Optional<SendKeys> keys;
    private final Optional<byte[]> keyMessage;
    private CallerState state = new Inducting();
    private long lastSentMicros;

    /** Whom to call, and how; the socket id tells the calls of one UDP socket apart. */
    public record Call(int socketId, PeerAddress peerAddress, String streamId, int timeoutMillis) {}

    public CallerHandshake(
            SrtSettings settings,
            Call call,
            SecureRandom random,
            DatagramOutput output,
            long nowMicros) {
        this.settings = settings;
        this.output = output;
        streamId = call.streamId();
        peerAddress = call.peerAddress();
        startMicros = nowMicros;
        deadlineMicros = nowMicros + call.timeoutMillis() * 1_000L;
        socketId = call.socketId();
        initialSequence = random.nextInt() >>> 1;
        keys =
                settings.encryption()
                        .passphrase()
                        .map(passphrase ->
                                SendKeys.generate(
                                        passphrase, settings.encryption().keys(), random));
        keyMessage = keys.map(SendKeys::message);
        say(nowMicros);
    }

    /** Handles a handshake packet of the listener. */
    public void onHandshake(Handshake packet, long nowMicros) {
        HandshakeContent content = packet.content();
        switch (state) {
            case Inducting _ -> onInduction(content, nowMicros);
            case Concluding _ -> onConclusion(packet, nowMicros);
            case Connected _, Refused _ -> {}
        }
    }

    private void onInduction(HandshakeContent content, long nowMicros) {
        if (content.rejection().isPresent()) {
            state = new Refused(content.rejection().get());
        } else if (content.type() == HandshakeContent.INDUCTION) {
            if (content.version() < VERSION
                    || content.extensionField() != HandshakeContent.SRT_MAGIC) {
                state = new Refused(Rejection.VERSION);
            } else {
                state = new Concluding(content.cookie());
                say(nowMicros);
            }
        }
    }

    private void onConclusion(Handshake packet, long nowMicros) {
        HandshakeContent content = packet.content();
        if (content.rejection().isPresent()) {
            state = new Refused(content.rejection().get());
            return;
        }
        if (content.type() != HandshakeContent.CONCLUSION) {
            return;
        }
        Optional<Capabilities> theirs = content.find(Capabilities.class);
        Optional<Rejection> objection = objection(content, theirs);
        state =
                objection.isPresent() || theirs.isEmpty()
                        ? new Refused(objection.orElse(Rejection.ROGUE))
                        : new Connected(negotiated(packet, theirs.get(), nowMicros));
    }

    private Optional<Rejection> objection(
            HandshakeContent content, Optional<Capabilities> capabilities) {
        if (capabilities.isEmpty()
                || !capabilities.get().response()
                || content.flowWindowPackets() < 1
                || content.initialSequence() != initialSequence) {
            return Optional.of(Rejection.ROGUE);
        }
        if (capabilities.get().srtVersion() < settings.tolerance().minimumVersion()) {
            return Optional.of(Rejection.VERSION);
        }
        if (keys.isPresent() && !Capability.knows(keys.get().mode(), capabilities.get())) {
            return Optional.of(Rejection.CRYPTO);
        }
        return keyObjection(content);
    }

    private Optional<Rejection> keyObjection(HandshakeContent content) {
        Optional<byte[]> answer =
                content.find(KeyMaterialMessage.class).map(KeyMaterialMessage::message);
        if (keyMessage.isEmpty()) {
            return answer.map(_ -> Rejection.UNSECURE);
        }
        if (answer.isEmpty()) {
            return Optional.of(Rejection.UNSECURE);
        }
        if (KeyRefusal.isRefusal(answer.get())) {
            return Optional.of(
                    KeyRefusal.of(answer.get())
                            .map(refusal ->
                                    switch (refusal) {
                                        case BAD_SECRET -> Rejection.BAD_SECRET;
                                        case NO_SECRET -> Rejection.UNSECURE;
                                        case BAD_CIPHER -> Rejection.CRYPTO;
                                    })
                            .orElse(Rejection.UNSECURE));
        }
        return Arrays.equals(answer.get(), keyMessage.get())
                ? Optional.empty()
                : Optional.of(Rejection.BAD_SECRET);
    }

    private Negotiated negotiated(Handshake packet, Capabilities theirs, long nowMicros) {
        return new Negotiated(
                socketId,
                packet.content().socketId(),
                initialSequence,
                theirs.srtVersion(),
                packet.content().flowWindowPackets(),
                Math.max(settings.receiveLatencyMillis(), theirs.sendLatencyMillis()),
                Math.max(settings.peerLatencyMillis(), theirs.receiveLatencyMillis()),
                packet.timestampMicros(),
                nowMicros,
                startMicros,
                new Keys(
                        keys,
                        settings.encryption()
                                .passphrase()
                                .flatMap(secret -> keys.map(own -> own.toReceiveKeys(secret)))));
    }

    /** Repeats what is not answered; gives up at the deadline. */
    public void tick(long nowMicros) {
        switch (state) {
            case Inducting _, Concluding _ -> {
                if (nowMicros >= deadlineMicros) {
                    state = new Refused(Rejection.TIMEOUT);
                } else if (nowMicros - lastSentMicros >= REPEAT_MICROS) {
                    say(nowMicros);
                }
            }
            case Connected _, Refused _ -> {}
        }
    }

    private void say(long nowMicros) {
        lastSentMicros = nowMicros;
        HandshakeContent content =
                switch (state) {
                    case Inducting _ -> content(4, HandshakeContent.INDUCTION, 0);
                    case Concluding concluding ->
                            content(VERSION, HandshakeContent.CONCLUSION, concluding.cookie());
                    case Connected _, Refused _ ->
                            throw new IllegalStateException("Nothing is to be said any more");
                };
        ByteBuf datagram = ByteBufAllocator.DEFAULT.buffer();
        PacketCodec.write(new Handshake((int) (nowMicros - startMicros), 0, content), datagram);
        output.transmit(datagram, datagram.readableBytes());
    }

    private HandshakeContent content(int version, int type, int cookie) {
        boolean conclusion = type == HandshakeContent.CONCLUSION;
        List<HandshakeExtension> extensions = conclusion ? extensions() : List.of();
        return new HandshakeContent(
                version,
                conclusion && keyMessage.isPresent()
                        ? settings.encryption().keys().keyBytes() / 8
                        : 0,
                conclusion ? extensionFlags() : HandshakeContent.UDT_DATAGRAM,
                initialSequence,
                MAX_TRANSMISSION_UNIT,
                settings.buffers().receivePackets(),
                type,
                socketId,
                cookie,
                peerAddress,
                extensions);
    }

    private int extensionFlags() {
        return HandshakeContent.HAS_HANDSHAKE_REQUEST
                | (keyMessage.isPresent() ? HandshakeContent.HAS_KEY_MATERIAL : 0)
                | (streamId.isEmpty() ? 0 : HandshakeContent.HAS_CONFIGURATION);
    }

    private List<HandshakeExtension> extensions() {
        List<HandshakeExtension> extensions = new ArrayList<>();
        extensions.add(Capability.request(settings));
        if (!streamId.isEmpty()) {
            extensions.add(new StreamId(streamId));
        }
        keyMessage.ifPresent(message -> extensions.add(new KeyMaterialMessage(false, message)));
        return extensions;
    }

    public CallerState state() {
        return state;
    }

    public int socketId() {
        return socketId;
    }
}
