package io.millrace.srt;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.ConnectionCore;
import io.millrace.srt.core.ConnectionEvents;
import io.millrace.srt.core.Negotiated;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtStatistics;
import io.millrace.srt.wire.SrtPacket;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An established connection. Its methods are thread-safe; all else happens on its event loop. */
public final class SrtConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SrtConnection.class);

    private final DatagramPump pump;
    private final InetSocketAddress remoteAddress;
    private final String streamId;
    private final ConnectionCore core;
    private final HandlerEvents events;
    private volatile boolean writable = true;
    private boolean pacing;

    /** Who is at the other end, and what was agreed. */
    record Peer(InetSocketAddress remoteAddress, String streamId, Negotiated negotiated) {}

    /** The port that a connection belongs to; called on its event loop. */
    interface Owner {
        /** The connection is over; before its handler hears of it. */
        void onClosed();

        /** The handler threw, which ends its connection and nothing else. */
        void onHandlerFailure();
    }

    SrtConnection(
            DatagramPump pump,
            Peer peer,
            SrtSettings settings,
            SrtConnectionHandler handler,
            Owner owner) {
        this.pump = pump;
        remoteAddress = peer.remoteAddress();
        streamId = peer.streamId();
        events = new HandlerEvents(handler, owner);
        core =
                new ConnectionCore(
                        settings,
                        peer.negotiated(),
                        (datagrams, size) -> pump.transmit(datagrams, size, remoteAddress),
                        events,
                        pump.nowMicros());
    }

    /** Ties the core's events to this connection; what the handler throws ends it. */
    private final class HandlerEvents implements ConnectionEvents {
        private final SrtConnectionHandler handler;
        private final Owner owner;

        HandlerEvents(SrtConnectionHandler handler, Owner owner) {
            this.handler = handler;
            this.owner = owner;
        }

        void onConnected() {
            guarded("onConnected", () -> handler.onConnected(SrtConnection.this));
        }

        @Override
        public void onMessage(ByteBuf message) {
            guarded("onMessage", () -> handler.onMessage(SrtConnection.this, message));
        }

        @Override
        public void onWritabilityChanged(boolean nowWritable) {
            writable = nowWritable;
            guarded(
                    "onWritabilityChanged",
                    () -> handler.onWritabilityChanged(SrtConnection.this, nowWritable));
        }

        @Override
        public void onClosed(CloseReason reason) {
            writable = false;
            owner.onClosed();
            guarded("onClosed", () -> handler.onClosed(SrtConnection.this, reason));
        }

        private void guarded(String callback, Runnable call) {
            try {
                call.run();
            } catch (RuntimeException | Error failure) {
                LOG.error(
                        "SRT {} '{}': {} failed, the connection ends",
                        remoteAddress,
                        streamId,
                        callback,
                        failure);
                owner.onHandlerFailure();
                core.closeNow(pump.nowMicros());
            }
        }
    }

    /**
     * Sends a message of any size, in as many packets as it needs and no faster than the settings
     * allow. The buffer is transferred; its bytes are not copied before they leave, so they have to
     * stay as they are. A message that finds the send buffer full is dropped and counted
     * (pktSndDrop): who asks {@link #isWritable} does not see that.
     */
    public void send(ByteBuf message) {
        pump.run(
                () -> {
                    core.send(message, pump.nowMicros());
                    paceIfNeeded();
                },
                message::release);
    }

    /**
     * Whether the send buffer is under its high-water mark; {@link
     * SrtConnectionHandler#onWritabilityChanged} tells of changes.
     */
    public boolean isWritable() {
        return writable;
    }

    /** Ends the connection; what is not acknowledged yet gets the linger time of the settings. */
    public void close() {
        pump.run(() -> core.close(pump.nowMicros()), () -> {});
    }

    /** The figures of now. */
    public CompletionStage<SrtStatistics> statistics() {
        CompletableFuture<SrtStatistics> result = new CompletableFuture<>();
        pump.run(
                () -> result.complete(core.statistics(pump.nowMicros())),
                () -> result.cancel(false));
        return result;
    }

    /** The event loop that the connection is confined to; its handler is called there. */
    public EventExecutor executor() {
        return pump.executor();
    }

    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    public String streamId() {
        return streamId;
    }

    /** Latencies, peer version and socket ids, as agreed. */
    public Negotiated negotiated() {
        return core.negotiated();
    }

    /** The first call of the handler. */
    void begin() {
        events.onConnected();
    }

    void onPacket(SrtPacket packet, long nowMicros) {
        core.onPacket(packet, nowMicros);
        paceIfNeeded();
    }

    private void paceIfNeeded() {
        if (!pacing && core.isPaced()) {
            pacing = true;
            pump.paceSoon(this);
        }
    }

    /** The time that {@link DatagramPump#paceSoon} was asked for. */
    void pace(long nowMicros) {
        pacing = false;
        core.pace(nowMicros);
        paceIfNeeded();
    }

    void onMalformed() {
        core.onMalformed();
    }

    void closeNow() {
        core.closeNow(pump.nowMicros());
    }

    /** The socket is gone: the end without a word to the peer. */
    void abort() {
        core.abort();
    }

    void tick(long nowMicros) {
        core.tick(nowMicros);
        paceIfNeeded();
    }
}
