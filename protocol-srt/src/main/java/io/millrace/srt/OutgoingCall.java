package io.millrace.srt;

import io.millrace.srt.core.CallerHandshake;
import io.millrace.srt.core.CallerState.Concluding;
import io.millrace.srt.core.CallerState.Connected;
import io.millrace.srt.core.CallerState.Inducting;
import io.millrace.srt.core.CallerState.Refused;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.PeerAddress;
import io.millrace.srt.wire.SrtPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One call: its handshake, then its connection. Confined to the event loop of its port. */
final class OutgoingCall {
    private final CallerPort port;
    private final Order order;
    private final CallerHandshake handshake;
    private Optional<SrtConnection> connection = Optional.empty();

    /** What is wanted, and where the answer goes. */
    record Order(
            SrtClient.Target target,
            SrtSettings settings,
            SrtConnectionHandler handler,
            CompletableFuture<SrtConnection> result) {}

    /** Begins to call at once. */
    OutgoingCall(CallerPort port, Order order, int socketId, SecureRandom random) {
        this.port = port;
        this.order = order;
        InetSocketAddress address = order.target().address();
        handshake =
                new CallerHandshake(
                        order.settings(),
                        new CallerHandshake.Call(
                                socketId,
                                PeerAddress.of(address.getAddress()),
                                order.target().streamId(),
                                order.target().timeoutMillis()),
                        random,
                        (datagrams, size) -> port.pump().transmit(datagrams, size, address),
                        port.pump().nowMicros());
    }

    int socketId() {
        return handshake.socketId();
    }

    InetSocketAddress remoteAddress() {
        return order.target().address();
    }

    /** The datagram is borrowed. */
    void onDatagram(ByteBuf datagram, long nowMicros) throws SrtProtocolException {
        SrtPacket packet = PacketCodec.parse(datagram);
        if (connection.isPresent()) {
            connection.get().onPacket(packet, nowMicros);
        } else if (packet instanceof Handshake answer) {
            handshake.onHandshake(answer, nowMicros);
            settle();
        }
    }

    void onMalformed() {
        connection.ifPresent(SrtConnection::onMalformed);
    }

    void tick(long nowMicros) {
        if (connection.isPresent()) {
            connection.get().tick(nowMicros);
        } else {
            handshake.tick(nowMicros);
            settle();
        }
    }

    private void settle() {
        switch (handshake.state()) {
            case Inducting _, Concluding _ -> {}
            case Connected connected -> {
                SrtConnection.Peer peer =
                        new SrtConnection.Peer(
                                remoteAddress(), order.target().streamId(), connected.negotiated());
                SrtConnection established =
                        new SrtConnection(
                                port.pump(),
                                peer,
                                order.settings(),
                                order.handler(),
                                new SrtConnection.Owner() {
                                    @Override
                                    public void onClosed() {
                                        port.remove(OutgoingCall.this);
                                    }

                                    @Override
                                    public void onHandlerFailure() {
                                        port.onHandlerFailure();
                                    }
                                });
                connection = Optional.of(established);
                established.begin();
                order.result().complete(established);
            }
            case Refused refused -> {
                port.remove(this);
                order.result().completeExceptionally(new SrtRejectedException(refused.rejection()));
            }
        }
    }

    /** Ends with a word to the peer, if there is one yet. */
    void closeNow() {
        connection.ifPresentOrElse(SrtConnection::closeNow, () -> order.result().cancel(false));
    }

    /** The socket is gone. */
    void abort() {
        connection.ifPresent(SrtConnection::abort);
        order.result().cancel(false);
    }
}
