package io.millrace.srt;

import io.millrace.srt.OutgoingCall.Order;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket from which calls are made, told apart by socket id. Confined to its event loop. */
final class CallerPort implements DatagramPump.Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(CallerPort.class);

    private final DatagramPump pump;
    private final boolean closesWithLastCall;
    private final Losses losses;
    private final SecureRandom random = new SecureRandom();
    private final IntObjectMap<OutgoingCall> calls = new IntObjectHashMap<>();

    /** What all ports of a client count. */
    record Losses(LongAdder handlerFailures, LongAdder droppedDatagrams) {
        Losses() {
            this(new LongAdder(), new LongAdder());
        }
    }

    CallerPort(DatagramPump pump, boolean closesWithLastCall, Losses losses) {
        this.pump = pump;
        this.closesWithLastCall = closesWithLastCall;
        this.losses = losses;
    }

    /** Makes a call. */
    void call(Order order) {
        int socketId = random.nextInt(1, 1 << 30);
        while (calls.containsKey(socketId)) {
            socketId = random.nextInt(1, 1 << 30);
        }
        calls.put(socketId, new OutgoingCall(this, order, socketId, random));
        pump.startTicks();
    }

    @Override
    public void onDatagram(ByteBuf datagram, InetSocketAddress sender, long nowMicros) {
        @Nullable OutgoingCall call = calls.get(PacketCodec.destinationSocketId(datagram));
        if (call == null || !sender.equals(call.remoteAddress())) {
            return;
        }
        try {
            call.onDatagram(datagram, nowMicros);
        } catch (SrtProtocolException malformed) {
            LOG.debug("Datagram of {}: {}", sender, malformed.getMessage());
            call.onMalformed();
        }
    }

    @Override
    public boolean onTick(long nowMicros) {
        for (OutgoingCall call : snapshot()) {
            call.tick(nowMicros);
        }
        return !calls.isEmpty();
    }

    /** A call may end while all are gone through. */
    private OutgoingCall[] snapshot() {
        return calls.values().toArray(OutgoingCall[]::new);
    }

    /** A call is over. */
    void remove(OutgoingCall call) {
        calls.remove(call.socketId());
        if (closesWithLastCall && calls.isEmpty()) {
            pump.closeSocket();
        }
    }

    /** Ends all calls, with a word to their peers, and the socket. */
    void close() {
        for (OutgoingCall call : snapshot()) {
            call.closeNow();
        }
        pump.closeSocket();
    }

    @Override
    public void onDatagramsDropped(int datagrams) {
        losses.droppedDatagrams().add(datagrams);
    }

    /** A handler of a call threw. */
    void onHandlerFailure() {
        losses.handlerFailures().increment();
    }

    @Override
    public void onSocketClosed() {
        for (OutgoingCall call : snapshot()) {
            call.abort();
        }
    }

    DatagramPump pump() {
        return pump;
    }
}
