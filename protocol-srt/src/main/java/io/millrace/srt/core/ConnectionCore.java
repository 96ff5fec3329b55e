package io.millrace.srt.core;

import io.millrace.srt.core.ConnectionState.Closed;
import io.millrace.srt.core.ConnectionState.Connected;
import io.millrace.srt.core.ConnectionState.Draining;
import io.millrace.srt.wire.ControlPacket;
import io.millrace.srt.wire.ControlPacket.AckAcknowledgement;
import io.millrace.srt.wire.ControlPacket.CongestionWarning;
import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.ControlPacket.FullAck;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.ControlPacket.KeepAlive;
import io.millrace.srt.wire.ControlPacket.KeyMaterialExchange;
import io.millrace.srt.wire.ControlPacket.LightAck;
import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.ControlPacket.PeerError;
import io.millrace.srt.wire.ControlPacket.Shutdown;
import io.millrace.srt.wire.ControlPacket.Unknown;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.SrtPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;

/**
 * One established connection, both directions, as a machine that is driven: packets, messages and a
 * tick every 10 ms go in with the time (microseconds of any monotonic clock); datagrams and events
 * come out.
 *
 * <pre>
 * Connected --close--> Draining --all acknowledged, or deadline--> Closed(LOCAL)
 * Connected, Draining --shutdown of the peer--> Closed(PEER_SHUTDOWN)
 * Connected --silence--> Closed(PEER_IDLE)
 * </pre>
 *
 * <p>Not thread-safe. It owns what it buffers; nothing is left after Closed.
 */
public final class ConnectionCore {
    /** How often {@link #tick} wants to be called. */
    public static final long TICK_MICROS = 10_000;

    private static final long KEEP_ALIVE_MICROS = 1_000_000;

    private final ConnectionContext context;
    private final ConnectionEvents events;
    private final Sender sender;
    private final Receiver receiver;
    private final AckJournal acks;
    private final KeyExchange keyExchange;
    private final long createdMicros;
    private final RateMeter sendRate;
    private ConnectionState state = new Connected();
    private boolean writable = true;
    private long lastHeardMicros;

    public ConnectionCore(
            SrtSettings settings,
            Negotiated negotiated,
            DatagramOutput output,
            ConnectionEvents events,
            long nowMicros) {
        this.events = events;
        context = new ConnectionContext(settings, negotiated, output);
        context.setNow(nowMicros);
        sender = new Sender(context, nowMicros);
        receiver = new Receiver(context, events::onMessage);
        acks = new AckJournal(context, receiver, nowMicros);
        keyExchange = new KeyExchange(context);
        sendRate = new RateMeter(nowMicros);
        createdMicros = nowMicros;
        lastHeardMicros = nowMicros;
    }

    /** Handles one packet of the peer; a data packet's payload is borrowed. */
    public void onPacket(SrtPacket packet, long nowMicros) {
        if (state instanceof Closed) {
            return;
        }
        context.setNow(nowMicros);
        lastHeardMicros = nowMicros;
        switch (packet) {
            case DataPacket data -> {
                receiver.onData(data, nowMicros);
                acks.onData();
                receiver.deliver(nowMicros);
            }
            case ControlPacket control -> onControl(control, nowMicros);
        }
        checkWritability();
    }

    private void checkWritability() {
        int high = context.settings().buffers().highWaterPackets();
        boolean nowWritable = sender.bufferedPackets() < (writable ? high : high / 2);
        if (nowWritable != writable && !(state instanceof Closed)) {
            writable = nowWritable;
            events.onWritabilityChanged(nowWritable);
        }
    }

    /** Whether packets wait for nothing but their time: then {@link #pace} should come soon. */
    public boolean isPaced() {
        return !(state instanceof Closed) && sender.isPaced();
    }

    /** Sends what the pace allows by now. */
    public void pace(long nowMicros) {
        if (!(state instanceof Closed)) {
            context.setNow(nowMicros);
            sender.pump(nowMicros);
        }
    }

    private void onControl(ControlPacket packet, long nowMicros) {
        switch (packet) {
            case FullAck ack -> onFullAck(ack, nowMicros);
            case LightAck ack -> {
                context.counters().pktRecvAck++;
                sender.onAck(ack.nextSequence(), nowMicros);
            }
            case Nak nak -> {
                context.counters().pktRecvNak++;
                sender.onNak(nak, nowMicros);
            }
            case AckAcknowledgement answer ->
                    acks.onAcknowledged(answer.ackNumber(), answer.timestampMicros(), nowMicros);
            case DropRequest request -> {
                receiver.onDropRequest(request);
                receiver.deliver(nowMicros);
            }
            case KeyMaterialExchange exchange -> onKeys(exchange);
            case Shutdown _ -> {
                receiver.deliverAll();
                close(CloseReason.PEER_SHUTDOWN);
            }
            // A handshake here is one that our answer has crossed; the others mean nothing in live
            // mode beyond that the peer lives.
            case Handshake _, KeepAlive _, CongestionWarning _, PeerError _, Unknown _ -> {}
        }
    }

    private void onFullAck(FullAck ack, long nowMicros) {
        context.counters().pktRecvAck++;
        context.send((timestamp, destination) ->
                new AckAcknowledgement(timestamp, destination, ack.ackNumber()));
        if (!context.rtt().isMeasured() || context.counters().pktRecv == 0) {
            context.rtt().add(ack.line().rttMicros());
        }
        context.counters().linkPacketsPerSecond = ack.line().linkPacketsPerSecond();
        sender.onWindow(Math.max(1, ack.line().availableBufferPackets()));
        sender.onAck(ack.nextSequence(), nowMicros);
        sender.pump(nowMicros);
    }

    private void onKeys(KeyMaterialExchange exchange) {
        try {
            keyExchange.onPacket(exchange);
        } catch (SrtProtocolException _) {
            context.counters().malformed++;
        }
    }

    /** Does what time brings: deliveries, acknowledgements, reports, retransmissions, time-outs. */
    public void tick(long nowMicros) {
        if (state instanceof Closed) {
            return;
        }
        context.setNow(nowMicros);
        receiver.tick(nowMicros);
        acks.tick(nowMicros);
        sender.tick(nowMicros);
        keyExchange.tick(nowMicros);
        sendRate.tick(context.counters().byteSent, nowMicros);
        if (nowMicros - context.lastTransmitMicros() >= KEEP_ALIVE_MICROS) {
            context.send(KeepAlive::new);
        }
        checkWritability();
        checkEnd(nowMicros);
    }

    private void checkEnd(long nowMicros) {
        long idleMicros = context.settings().tolerance().peerIdleMillis() * 1_000L;
        switch (state) {
            case Connected _ -> {
                if (nowMicros - lastHeardMicros > idleMicros) {
                    close(CloseReason.PEER_IDLE);
                }
            }
            case Draining draining -> {
                if (sender.isDrained() || nowMicros >= draining.deadlineMicros()) {
                    context.send(Shutdown::new);
                    close(CloseReason.LOCAL);
                }
            }
            case Closed _ -> {}
        }
    }

    /**
     * Takes over a message of any size, which leaves in packets of the settings' payload size.
     *
     * @return false when it was dropped: after the end, or with the buffer full
     */
    public boolean send(ByteBuf message, long nowMicros) {
        return switch (state) {
            case Connected _ -> {
                context.setNow(nowMicros);
                boolean taken = sender.send(message, nowMicros);
                checkWritability();
                yield taken;
            }
            case Draining _, Closed _ -> {
                message.release();
                yield false;
            }
        };
    }

    /** Ends the connection, after the linger time of the settings at the latest. */
    public void close(long nowMicros) {
        if (state instanceof Connected) {
            context.setNow(nowMicros);
            state = new Draining(nowMicros + context.settings().lingerMillis() * 1_000L);
            checkEnd(nowMicros);
        }
    }

    /** Ends at once, with a shutdown to the peer and without a linger time. */
    public void closeNow(long nowMicros) {
        if (!(state instanceof Closed)) {
            context.setNow(nowMicros);
            context.send(Shutdown::new);
            close(CloseReason.LOCAL);
        }
    }

    /** Ends at once, without a word to the peer. */
    public void abort() {
        close(CloseReason.LOCAL);
    }

    private void close(CloseReason reason) {
        if (state instanceof Closed) {
            return;
        }
        state = new Closed(reason);
        sender.close();
        receiver.close();
        events.onClosed(reason);
    }

    /** Counts a datagram for this connection that could not be parsed. */
    public void onMalformed() {
        context.counters().malformed++;
    }

    public ConnectionState state() {
        return state;
    }

    public Negotiated negotiated() {
        return context.negotiated();
    }

    /** The figures as of now. */
    public SrtStatistics statistics(long nowMicros) {
        return new StatisticsView(context, sender, receiver, acks, sendRate)
                .of(nowMicros, nowMicros - createdMicros);
    }
}
