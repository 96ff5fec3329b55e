package io.millrace.srt.core;

import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.PeerAddress;
import io.millrace.srt.wire.Rejection;
import io.millrace.srt.wire.SrtPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A caller and a listener over a {@link VirtualNetwork}, in virtual time steps of a millisecond.
 */
final class Simulation implements AutoCloseable {
    static final long STEP_MICROS = 1_000;

    final InetSocketAddress callerAddress =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    final Side caller = new Side();
    final Side listener = new Side();
    final SrtSettings listenerSettings;
    final ListenerHandshake listenerHandshake;
    final CallerHandshake callerHandshake;
    Optional<Rejection> applicationRejection = Optional.empty();
    String streamId = "";
    long nowMicros = 5_000_000;
    int acceptances;

    /** The part of the caller's data packets that arrive with a byte changed. */
    double damage;

    private final Random damaging = new Random(5);
    private final VirtualNetwork network;
    private final SrtSettings callerSettings;
    private Optional<ListenerAnswer.Accepted> accepted = Optional.empty();
    private long lastTickMicros;

    /** One end: its connection and what it got. */
    final class Side implements ConnectionEvents {
        final List<Integer> received = new ArrayList<>();
        final List<Long> receivedMicros = new ArrayList<>();
        Optional<ConnectionCore> core = Optional.empty();
        Optional<CloseReason> closed = Optional.empty();
        final List<Boolean> writability = new ArrayList<>();

        @Override
        public void onMessage(ByteBuf message) {
            received.add(message.getInt(0));
            receivedMicros.add(nowMicros);
            message.release();
        }

        @Override
        public void onWritabilityChanged(boolean writable) {
            writability.add(writable);
        }

        void pace() {
            if (core.map(ConnectionCore::isPaced).orElse(false)) {
                core.orElseThrow().pace(nowMicros);
            }
        }

        @Override
        public void onClosed(CloseReason reason) {
            closed = Optional.of(reason);
        }

        SrtStatistics statistics() {
            return core.orElseThrow().statistics(nowMicros);
        }
    }

    Simulation(long seed, VirtualNetwork.Line line, SrtSettings caller, SrtSettings listener) {
        network = new VirtualNetwork(seed, line);
        network.setNow(nowMicros);
        callerSettings = caller;
        listenerSettings = listener;
        listenerHandshake = new ListenerHandshake(new SecureRandom(), listener, new byte[32]);
        callerHandshake =
                new CallerHandshake(
                        caller,
                        new CallerHandshake.Call(
                                4711,
                                PeerAddress.of(callerAddress.getAddress()),
                                "publish:cam1",
                                3_000),
                        new SecureRandom(),
                        (datagrams, size) -> network.send(datagrams, size, this::atListener),
                        nowMicros);
    }

    /** A message of a packet's size that begins with a number. */
    void sendFromCaller(int number) {
        ByteBuf message = Unpooled.buffer(1316).writeInt(number).writeZero(1312);
        caller.core.orElseThrow().send(message, nowMicros);
    }

    void sendFromListener(int number) {
        ByteBuf message = Unpooled.buffer(1316).writeInt(number).writeZero(1312);
        listener.core.orElseThrow().send(message, nowMicros);
    }

    private SrtPacket parse(ByteBuf datagram) {
        try {
            return PacketCodec.parse(datagram);
        } catch (SrtProtocolException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private void atListener(ByteBuf datagram) {
        if (datagram.getByte(0) >= 0 && damaging.nextDouble() < damage) {
            datagram.setByte(100, datagram.getByte(100) ^ 0x55);
        }
        SrtPacket packet = parse(datagram);
        if (packet instanceof Handshake handshake) {
            onQuestion(handshake);
        } else {
            listener.core.ifPresent(core -> core.onPacket(packet, nowMicros));
        }
    }

    private void onQuestion(Handshake handshake) {
        switch (listenerHandshake.onHandshake(handshake, callerAddress, nowMicros)) {
            case ListenerAnswer.Reply reply -> answer(reply.content(), 0);
            case ListenerAnswer.Request request -> onRequest(request.data());
            case ListenerAnswer.Accepted _, ListenerAnswer.Ignored _ -> {}
        }
    }

    private void onRequest(ConnectionRequestData data) {
        streamId = data.streamId();
        if (accepted.isEmpty() && applicationRejection.isPresent()) {
            answer(listenerHandshake.refusal(data.conclusion(), applicationRejection.get()), 0);
            return;
        }
        if (accepted.isEmpty()) {
            ListenerAnswer answer = listenerHandshake.accept(data, listenerSettings, 77, nowMicros);
            if (answer instanceof ListenerAnswer.Reply reply) {
                answer(reply.content(), 0);
                return;
            }
            acceptances++;
            accepted = Optional.of((ListenerAnswer.Accepted) answer);
            listener.core =
                    Optional.of(
                            new ConnectionCore(
                                    listenerSettings,
                                    accepted.get().negotiated(),
                                    (datagrams, size) ->
                                            network.send(datagrams, size, this::atCaller),
                                    listener,
                                    nowMicros));
        }
        Negotiated negotiated = accepted.orElseThrow().negotiated();
        answer(accepted.get().response(), (int) (nowMicros - negotiated.startMicros()));
    }

    private void answer(HandshakeContent content, int timestamp) {
        ByteBuf datagram = Unpooled.buffer();
        PacketCodec.write(new Handshake(timestamp, callerHandshake.socketId(), content), datagram);
        network.send(datagram, datagram.readableBytes(), this::atCaller);
    }

    private void atCaller(ByteBuf datagram) {
        SrtPacket packet = parse(datagram);
        if (caller.core.isPresent()) {
            caller.core.get().onPacket(packet, nowMicros);
        } else if (packet instanceof Handshake handshake) {
            callerHandshake.onHandshake(handshake, nowMicros);
            if (callerHandshake.state() instanceof CallerState.Connected connected) {
                caller.core =
                        Optional.of(
                                new ConnectionCore(
                                        callerSettings,
                                        connected.negotiated(),
                                        (datagrams, size) ->
                                                network.send(datagrams, size, this::atListener),
                                        caller,
                                        nowMicros));
            }
        }
    }

    void step() {
        nowMicros += STEP_MICROS;
        network.setNow(nowMicros);
        network.deliver();
        caller.pace();
        listener.pace();
        if (nowMicros - lastTickMicros >= ConnectionCore.TICK_MICROS) {
            lastTickMicros = nowMicros;
            callerHandshake.tick(nowMicros);
            caller.core.ifPresent(core -> core.tick(nowMicros));
            listener.core.ifPresent(core -> core.tick(nowMicros));
        }
    }

    void run(int millis) {
        for (int step = 0; step < millis; step++) {
            step();
        }
    }

    /** Runs the handshake until both sides are connected, at most 3 seconds. */
    void connect() {
        for (int step = 0; step < 3_000 && caller.core.isEmpty(); step++) {
            step();
        }
    }

    @Override
    public void close() {
        caller.core.ifPresent(ConnectionCore::abort);
        listener.core.ifPresent(ConnectionCore::abort);
        network.close();
    }
}
