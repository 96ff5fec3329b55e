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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A caller's UDP socket: the handshake, then the connection. Confined to its event loop. */
final class CallerPort implements DatagramPump.Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(CallerPort.class);

    private final DatagramPump pump;
    private final SrtClient.Target target;
    private final SrtSettings settings;
    private final SrtConnectionHandler handler;
    private final CompletableFuture<SrtConnection> result;
    private final SecureRandom random;
    private Optional<CallerHandshake> handshake = Optional.empty();
    private Optional<SrtConnection> connection = Optional.empty();

    CallerPort(
            DatagramPump pump,
            SrtClient.Target target,
            SrtSettings settings,
            SrtConnectionHandler handler,
            CompletableFuture<SrtConnection> result) {
        this.pump = pump;
        this.target = target;
        this.settings = settings;
        this.handler = handler;
        this.result = result;
        random = new SecureRandom();
    }

    @Override
    public void onDatagram(ByteBuf datagram, InetSocketAddress sender, long nowMicros) {
        if (handshake.isEmpty()
                || !sender.equals(target.address())
                || PacketCodec.destinationSocketId(datagram) != handshake.get().socketId()) {
            return;
        }
        try {
            SrtPacket packet = PacketCodec.parse(datagram);
            if (connection.isPresent()) {
                connection.get().onPacket(packet, nowMicros);
            } else if (packet instanceof Handshake answer) {
                handshake.get().onHandshake(answer, nowMicros);
                settle(handshake.get());
            }
        } catch (SrtProtocolException malformed) {
            LOG.debug("Datagram of {}: {}", sender, malformed.getMessage());
            connection.ifPresent(SrtConnection::onMalformed);
        }
    }

    /** The handshake begins with the first tick. */
    @Override
    public void onTick(long nowMicros) {
        if (connection.isPresent()) {
            connection.get().tick(nowMicros);
        } else if (handshake.isEmpty()) {
            handshake = Optional.of(newHandshake(nowMicros));
        } else {
            handshake.get().tick(nowMicros);
            settle(handshake.get());
        }
    }

    private CallerHandshake newHandshake(long nowMicros) {
        return new CallerHandshake(
                settings,
                new CallerHandshake.Call(
                        PeerAddress.of(target.address().getAddress()),
                        target.streamId(),
                        target.timeoutMillis()),
                random,
                datagram -> pump.transmit(datagram, target.address()),
                nowMicros);
    }

    private void settle(CallerHandshake finished) {
        switch (finished.state()) {
            case Inducting _, Concluding _ -> {}
            case Connected connected -> {
                SrtConnection established =
                        new SrtConnection(
                                pump,
                                new SrtConnection.Peer(
                                        target.address(),
                                        target.streamId(),
                                        connected.negotiated()),
                                settings,
                                handler,
                                pump::closeSocket);
                connection = Optional.of(established);
                handler.onConnected(established);
                result.complete(established);
            }
            case Refused refused -> {
                result.completeExceptionally(new SrtRejectedException(refused.rejection()));
                pump.closeSocket();
            }
        }
    }

    @Override
    public void onSocketClosed() {
        connection.ifPresent(SrtConnection::abort);
        result.cancel(false);
    }
}
