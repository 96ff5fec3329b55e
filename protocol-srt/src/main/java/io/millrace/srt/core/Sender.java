package io.millrace.srt.core;

import io.millrace.srt.crypto.SendKeys;
import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.SequenceNumber;
import io.millrace.srt.wire.SequenceRange;
import io.millrace.srt.wire.SrtPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/**
 * The sending half of a connection (draft-sharabayko-srt, 4.6, 4.8 and 5.1): makes packets of
 * messages, paces them, sends again what the peer misses, drops what would come too late. A packet
 * is encrypted once, when it is made. Driven by its {@link ConnectionCore}; not thread-safe.
 */
final class Sender {
    /** No packet is given up before it is so old, whatever the latency (as libsrt). */
    private static final int MIN_DROP_MILLIS = 1_000;

    private static final int DROP_MARGIN_MILLIS = 20;
    private static final long MIN_PROBE_MICROS = 30_000;

    private final ConnectionContext context;
    private final SendBuffer buffer;
    private final LossList losses = new LossList();
    private final Pacer pacer;
    private final Optional<SendKeys> keys;
    private final int payloadBytes;
    private final long dropAfterMicros;
    private int flowWindowPackets;
    private int unsent;
    private int acknowledged;
    private int messageNumber = 1;
    private long lastProgressMicros;
    private long lastDataMicros;
    private int probes;

    Sender(ConnectionContext context, long nowMicros) {
        this.context = context;
        Negotiated negotiated = context.negotiated();
        SrtSettings settings = context.settings();
        buffer = new SendBuffer(negotiated.initialSequence(), settings.buffers().sendPackets());
        unsent = negotiated.initialSequence();
        acknowledged = negotiated.initialSequence();
        flowWindowPackets = negotiated.flowWindowPackets();
        payloadBytes = settings.buffers().payloadBytes();
        pacer = new Pacer(settings.bandwidth(), nowMicros);
        keys = negotiated.keys().send();
        int dropMillis = Math.max(negotiated.sendLatencyMillis(), MIN_DROP_MILLIS);
        dropAfterMicros = (dropMillis + DROP_MARGIN_MILLIS) * 1_000L;
        lastProgressMicros = nowMicros;
    }

    /**
     * Takes over a message of any size and cuts it into packets.
     *
     * @return false when the buffer was full for a part of it, which is dropped and counted
     */
    boolean send(ByteBuf message, long nowMicros) {
        pacer.addInput(message.readableBytes(), nowMicros);
        boolean whole = true;
        try {
            while (message.isReadable() && whole) {
                int size = Math.min(payloadBytes, message.readableBytes());
                whole = !buffer.isFull();
                if (whole) {
                    addPacket(message, size, nowMicros);
                } else {
                    countDropped(message.readableBytes());
                }
            }
        } finally {
            message.release();
        }
        pump(nowMicros);
        return whole;
    }

    private void countDropped(int bytes) {
        context.counters().pktSndDrop += (bytes + payloadBytes - 1) / payloadBytes;
        context.counters().byteSndDrop += bytes;
    }

    private void addPacket(ByteBuf message, int size, long nowMicros) {
        int sequence = buffer.next();
        ByteBuf datagram = ByteBufAllocator.DEFAULT.buffer(SrtPacket.HEADER_BYTES + size);
        new DataPacket(
                        sequence,
                        DataPacket.SOLO,
                        true,
                        keys.map(SendKeys::keyFlag).orElse(0),
                        false,
                        messageNumber,
                        context.timestamp(nowMicros),
                        context.negotiated().peerSocketId(),
                        message)
                .writeHeader(datagram);
        datagram.writeBytes(message, size);
        if (keys.isPresent()) {
            keys.get().encrypt(sequence, datagram, SrtPacket.HEADER_BYTES, size);
        }
        messageNumber = messageNumber == DataPacket.MAX_MESSAGE_NUMBER ? 1 : messageNumber + 1;
        buffer.add(datagram, nowMicros);
    }

    /** Sends what the pace allows: lost packets first, then new ones. */
    void pump(long nowMicros) {
        pacer.refill(nowMicros);
        while (pacer.maySend() && (retransmitOne(nowMicros) || sendOne(nowMicros))) {
            lastDataMicros = nowMicros;
        }
    }

    private boolean retransmitOne(long nowMicros) {
        long youngest = nowMicros - context.rtt().micros() + 4L * context.rtt().varianceMicros();
        while (!losses.isEmpty()) {
            int sequence = losses.first();
            losses.remove(sequence);
            if (buffer.sentMicros(sequence) <= Math.min(youngest, nowMicros)) {
                retransmit(sequence, nowMicros);
                return true;
            }
        }
        return false;
    }

    private void retransmit(int sequence, long nowMicros) {
        ByteBuf datagram = buffer.datagram(sequence);
        DataPacket.markRetransmitted(datagram);
        context.counters().pktRetrans++;
        context.counters().byteRetrans += datagram.readableBytes();
        transmit(sequence, nowMicros);
    }

    private boolean sendOne(long nowMicros) {
        if (unsent == buffer.next() || flightPackets() >= flowWindowPackets) {
            return false;
        }
        context.counters().pktSentUnique++;
        transmit(unsent, nowMicros);
        unsent = SequenceNumber.plus(unsent, 1);
        return true;
    }

    private void transmit(int sequence, long nowMicros) {
        ByteBuf datagram = buffer.datagram(sequence);
        buffer.setSent(sequence, nowMicros);
        pacer.spend(datagram.readableBytes());
        context.counters().pktSent++;
        context.counters().byteSent += datagram.readableBytes();
        context.transmit(datagram.retainedDuplicate());
    }

    /** Everything before {@code next} has arrived. */
    void onAck(int next, long nowMicros) {
        if (SequenceNumber.isBefore(unsent, next)) {
            context.counters().malformed++;
            return;
        }
        if (SequenceNumber.isBefore(acknowledged, next)) {
            acknowledged = next;
            lastProgressMicros = nowMicros;
            probes = 0;
            releaseBefore(next);
        }
    }

    private void releaseBefore(int sequence) {
        buffer.releaseBefore(sequence);
        losses.removeBefore(sequence);
        unsent = SequenceNumber.isBefore(unsent, sequence) ? sequence : unsent;
    }

    /** How much the peer has room for. */
    void onWindow(int packets) {
        flowWindowPackets = packets;
    }

    /** Notes what is missing; what is given up already is said to be. */
    void onNak(Nak nak, long nowMicros) {
        for (SequenceRange range : nak.losses()) {
            onLoss(range);
        }
        pump(nowMicros);
    }

    private void onLoss(SequenceRange range) {
        int newest = SequenceNumber.plus(unsent, -1);
        int last = SequenceNumber.isBefore(newest, range.last()) ? newest : range.last();
        int first = range.first();
        if (SequenceNumber.isBefore(first, acknowledged)) {
            first = acknowledged;
        }
        if (SequenceNumber.isBefore(first, buffer.first())) {
            int given = SequenceNumber.plus(buffer.first(), -1);
            int end = SequenceNumber.isBefore(last, given) ? last : given;
            if (SequenceNumber.distance(first, end) >= 0) {
                sendDropRequest(new SequenceRange(first, end));
            }
            first = buffer.first();
        }
        if (SequenceNumber.distance(first, last) >= 0) {
            context.counters().pktSndLoss += SequenceNumber.distance(first, last) + 1;
            losses.add(first, last);
        }
    }

    private void sendDropRequest(SequenceRange range) {
        context.send((timestamp, destination) -> new DropRequest(timestamp, destination, 0, range));
    }

    /** Gives up what is too old, sends on, and asks after a tail nobody acknowledges. */
    void tick(long nowMicros) {
        int before = buffer.first();
        int keepFrom = before;
        while (keepFrom != buffer.next()
                && nowMicros - buffer.originMicros(keepFrom) > dropAfterMicros) {
            context.counters().byteSndDrop +=
                    buffer.datagram(keepFrom).readableBytes() - SrtPacket.HEADER_BYTES;
            keepFrom = SequenceNumber.plus(keepFrom, 1);
        }
        context.counters().pktSndDrop += SequenceNumber.distance(before, keepFrom);
        if (keepFrom != before) {
            releaseBefore(keepFrom);
        }
        pump(nowMicros);
        probeTail(nowMicros);
    }

    /**
     * A loss at the end of what was sent shows no gap to the peer. So the last packet is sent again
     * when neither data nor acknowledgements moved for longer than an answer takes.
     */
    private void probeTail(long nowMicros) {
        long wait = (context.rtt().overdueMicros() + MIN_PROBE_MICROS) << Math.min(probes, 4);
        boolean quiet = nowMicros - lastDataMicros > wait && nowMicros - lastProgressMicros > wait;
        int last = SequenceNumber.plus(unsent, -1);
        if (quiet && SequenceNumber.isBefore(buffer.first(), unsent)) {
            probes++;
            lastDataMicros = nowMicros;
            retransmit(last, nowMicros);
        }
    }

    /** Whether everything was acknowledged or given up. */
    boolean isDrained() {
        return buffer.size() == 0;
    }

    int flightPackets() {
        return SequenceNumber.distance(buffer.first(), unsent);
    }

    int bufferedPackets() {
        return buffer.size();
    }

    int flowWindowPackets() {
        return flowWindowPackets;
    }

    long bytesPerSecond() {
        return pacer.bytesPerSecond();
    }

    /** Releases all. */
    void close() {
        losses.removeBefore(buffer.next());
        buffer.releaseBefore(buffer.next());
    }
}
