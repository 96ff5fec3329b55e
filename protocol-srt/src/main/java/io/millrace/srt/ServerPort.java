package io.millrace.srt;

import io.millrace.srt.core.ConnectionRequestData;
import io.millrace.srt.core.ListenerAnswer;
import io.millrace.srt.core.ListenerAnswer.Accepted;
import io.millrace.srt.core.ListenerAnswer.Ignored;
import io.millrace.srt.core.ListenerAnswer.Reply;
import io.millrace.srt.core.ListenerAnswer.Request;
import io.millrace.srt.core.ListenerHandshake;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.HandshakeContent;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.Rejection;
import io.millrace.srt.wire.SrtPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener behind one UDP socket: callers that wait or were decided on by address and socket
 * id, connections by their socket id. Confined to the socket's event loop but for {@link #decide}.
 */
final class ServerPort implements DatagramPump.Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(ServerPort.class);
    private static final long DECISION_MICROS = SrtRequest.DECISION_SECONDS * 1_000_000L;
    private static final int MAX_CALLERS = 65_536;

    private static final int MAX_HANDED_OVER = 1_024;

    private final DatagramPump pump;
    private final ServerPorts ports;
    private final int index;
    private final SrtListener listener;
    private final ServerCounters counters;
    private final ListenerHandshake handshake;
    private final Map<CallerKey, Caller> callers = new HashMap<>();
    private final IntObjectMap<SrtConnection> connections = new IntObjectHashMap<>();
    private final AtomicInteger handedOver = new AtomicInteger();
    private long sweepMicros;
    private boolean closed;

    private record CallerKey(InetSocketAddress address, int socketId) {}

    /** What we know of a caller: its repeated questions get the same answer. */
    private sealed interface Caller {
        record Waiting(ConnectionRequestData data, long sinceMicros) implements Caller {}

        record Refused(HandshakeContent answer, long sinceMicros) implements Caller {}

        record Connected(SrtConnection connection, HandshakeContent answer) implements Caller {}

        /** A repeated question that arrives after the end begins nothing new. */
        record Ended(long sinceMicros) implements Caller {}
    }

    ServerPort(DatagramPump pump, ServerPorts ports, int index) {
        this.pump = pump;
        this.ports = ports;
        this.index = index;
        ServerPorts.Server server = ports.server();
        listener = server.listener();
        counters = server.counters();
        handshake = new ListenerHandshake(server.random(), server.settings(), ports.cookieSecret());
    }

    @Override
    public void onDatagram(ByteBuf datagram, InetSocketAddress sender, long nowMicros) {
        int socketId = PacketCodec.destinationSocketId(datagram);
        if (socketId == 0 || connections.containsKey(socketId)) {
            onOwnDatagram(datagram, socketId, sender, nowMicros);
        } else {
            ports.handOver(datagram, sender, socketId, index);
        }
    }

    /** Takes a datagram that arrived at another port of the server. From any thread. */
    void take(ByteBuf datagram, InetSocketAddress sender) {
        if (handedOver.incrementAndGet() > MAX_HANDED_OVER) {
            handedOver.decrementAndGet();
            counters.strayDatagrams.increment();
            datagram.release();
            return;
        }
        pump.run(
                () -> {
                    handedOver.decrementAndGet();
                    int socketId = PacketCodec.destinationSocketId(datagram);
                    onOwnDatagram(datagram, socketId, sender, pump.nowMicros());
                    datagram.release();
                },
                datagram::release);
    }

    private void onOwnDatagram(
            ByteBuf datagram, int socketId, InetSocketAddress sender, long nowMicros) {
        if (closed) {
            counters.strayDatagrams.increment();
            return;
        }
        @Nullable SrtConnection connection = connections.get(socketId);
        try {
            SrtPacket packet = PacketCodec.parse(datagram);
            if (connection != null && connection.remoteAddress().equals(sender)) {
                connection.onPacket(packet, nowMicros);
            } else if (socketId == 0 && packet instanceof Handshake question) {
                onHandshake(question, sender, nowMicros);
            } else {
                counters.strayDatagrams.increment();
            }
        } catch (SrtProtocolException malformed) {
            counters.malformedDatagrams.increment();
            LOG.debug("Datagram of {}: {}", sender, malformed.getMessage());
            if (connection != null) {
                connection.onMalformed();
            }
        }
    }

    private void onHandshake(Handshake packet, InetSocketAddress sender, long nowMicros) {
        switch (handshake.onHandshake(packet, sender, nowMicros)) {
            case Reply reply -> {
                if (reply.content().rejection().isPresent()) {
                    countRefusal(sender, "", reply.content());
                }
                send(reply.content(), sender, packet.content().socketId(), 0);
            }
            case Request request -> onRequest(request.data(), nowMicros);
            case Ignored _ -> counters.strayDatagrams.increment();
            case Accepted _ -> throw new IllegalStateException("Nobody has accepted yet");
        }
    }

    private void onRequest(ConnectionRequestData data, long nowMicros) {
        CallerKey key = key(data);
        switch (callers.get(key)) {
            case null -> {
                if (callers.size() >= MAX_CALLERS) {
                    refuse(data, Rejection.BACKLOG);
                    return;
                }
                callers.put(key, new Caller.Waiting(data, nowMicros));
                pump.startTicks();
                ask(data);
            }
            case Caller.Waiting _, Caller.Ended _ -> counters.repeatedHandshakes.increment();
            case Caller.Refused refused -> send(refused.answer(), data.caller(), key.socketId(), 0);
            case Caller.Connected connected -> sendAcceptance(connected, nowMicros);
        }
    }

    /** Has the application decide; what it throws refuses the caller. */
    private void ask(ConnectionRequestData data) {
        try {
            listener.onRequest(new SrtRequest(this, data));
        } catch (RuntimeException | Error failure) {
            LOG.error("SRT caller {} of '{}' failed", data.caller(), data.streamId(), failure);
            counters.handlerFailures.increment();
            reject(data, Rejection.INTERNAL);
        }
    }

    private static CallerKey key(ConnectionRequestData data) {
        return new CallerKey(data.caller(), data.conclusion().socketId());
    }

    /** Runs a decision on the event loop. */
    void decide(Runnable decision) {
        pump.run(decision, () -> {});
    }

    void accept(ConnectionRequestData data, SrtSettings settings, SrtConnectionHandler handler) {
        if (!(callers.get(key(data)) instanceof Caller.Waiting)) {
            return;
        }
        long nowMicros = pump.nowMicros();
        ListenerAnswer answer = handshake.accept(data, settings, newSocketId(), nowMicros);
        switch (answer) {
            case Accepted accepted -> connect(data, accepted, settings, handler);
            case Reply reply -> refuse(data, reply.content());
            case Request _, Ignored _ ->
                    throw new IllegalStateException("Not an answer: " + answer);
        }
    }

    private int newSocketId() {
        int socketId = ports.newSocketId(index);
        while (connections.containsKey(socketId)) {
            socketId = ports.newSocketId(index);
        }
        return socketId;
    }

    private void connect(
            ConnectionRequestData data,
            Accepted accepted,
            SrtSettings settings,
            SrtConnectionHandler handler) {
        CallerKey key = key(data);
        int socketId = accepted.negotiated().localSocketId();
        SrtConnection connection =
                new SrtConnection(
                        pump,
                        new SrtConnection.Peer(
                                data.caller(), data.streamId(), accepted.negotiated()),
                        settings,
                        handler,
                        new SrtConnection.Owner() {
                            @Override
                            public void onClosed() {
                                connections.remove(socketId);
                                callers.put(key, new Caller.Ended(pump.nowMicros()));
                            }

                            @Override
                            public void onHandlerFailure() {
                                counters.handlerFailures.increment();
                            }
                        });
        connections.put(socketId, connection);
        Caller.Connected connected = new Caller.Connected(connection, accepted.response());
        callers.put(key, connected);
        counters.accepted.increment();
        sendAcceptance(connected, pump.nowMicros());
        connection.begin();
    }

    private void sendAcceptance(Caller.Connected connected, long nowMicros) {
        SrtConnection connection = connected.connection();
        send(
                connected.answer(),
                connection.remoteAddress(),
                connection.negotiated().peerSocketId(),
                (int) (nowMicros - connection.negotiated().startMicros()));
    }

    void reject(ConnectionRequestData data, Rejection rejection) {
        if (callers.get(key(data)) instanceof Caller.Waiting) {
            refuse(data, rejection);
        }
    }

    private void refuse(ConnectionRequestData data, Rejection rejection) {
        refuse(data, handshake.refusal(data.conclusion(), rejection));
    }

    private void refuse(ConnectionRequestData data, HandshakeContent answer) {
        if (callers.containsKey(key(data))) {
            callers.put(key(data), new Caller.Refused(answer, pump.nowMicros()));
        }
        countRefusal(data.caller(), data.streamId(), answer);
        send(answer, data.caller(), data.conclusion().socketId(), 0);
    }

    private void countRefusal(InetSocketAddress caller, String streamId, HandshakeContent answer) {
        counters.refused.increment();
        Rejection why = answer.rejection().orElse(Rejection.UNKNOWN);
        LOG.info(
                "SRT caller {} of '{}' refused: {} ({})", caller, streamId, why.text(), why.code());
    }

    private void send(
            HandshakeContent content, InetSocketAddress receiver, int socketId, int timestamp) {
        ByteBuf datagram = ByteBufAllocator.DEFAULT.buffer();
        PacketCodec.write(new Handshake(timestamp, socketId, content), datagram);
        pump.transmit(datagram, datagram.readableBytes(), receiver);
    }

    @Override
    public boolean onTick(long nowMicros) {
        for (SrtConnection connection : snapshot()) {
            connection.tick(nowMicros);
        }
        if (nowMicros - sweepMicros >= 1_000_000) {
            sweepMicros = nowMicros;
            sweep(nowMicros);
        }
        return !connections.isEmpty() || !callers.isEmpty();
    }

    /** A connection may end while all are gone through. */
    private SrtConnection[] snapshot() {
        return connections.values().toArray(SrtConnection[]::new);
    }

    private void sweep(long nowMicros) {
        List<ConnectionRequestData> overdue = new ArrayList<>();
        for (Caller caller : callers.values()) {
            if (caller instanceof Caller.Waiting waiting
                    && nowMicros - waiting.sinceMicros() > DECISION_MICROS) {
                overdue.add(waiting.data());
            }
        }
        overdue.forEach(data -> refuse(data, Rejection.TIMEOUT));
        callers.values().removeIf(caller -> isForgettable(caller, nowMicros));
    }

    private static boolean isForgettable(Caller caller, long nowMicros) {
        return switch (caller) {
            case Caller.Waiting _, Caller.Connected _ -> false;
            case Caller.Refused refused -> nowMicros - refused.sinceMicros() > DECISION_MICROS;
            case Caller.Ended ended -> nowMicros - ended.sinceMicros() > DECISION_MICROS;
        };
    }

    @Override
    public void onDatagramsDropped(int datagrams) {
        counters.droppedDatagrams.add(datagrams);
    }

    @Override
    public void onSocketClosed() {
        closed = true;
        for (SrtConnection connection : snapshot()) {
            connection.abort();
        }
        callers.clear();
    }

    /** Ends all connections, with a shutdown to their peers, and the socket. */
    void close() {
        for (SrtConnection connection : snapshot()) {
            connection.closeNow();
        }
        pump.closeSocket();
    }

    DatagramPump pump() {
        return pump;
    }
}
