package io.millrace.srt.core;

import io.millrace.srt.crypto.SendKeys;
import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.PacketHeader;
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
    private static final int MAX_PAYLOAD_BYTES = 1456;

    /** More packets than this at once would come near to the wrap-around of their numbers. */
    private static final int MAX_BUFFERED_PACKETS = 1 << 24;

    private final ConnectionContext context;
    private final SendBuffer buffer;
    private final Train train;
    private final int limitPackets;
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
        buffer = new SendBuffer(negotiated.initialSequence());
        train = new Train(context::transmit);
        limitPackets = settings.buffers().sendPackets();
        unsent = negotiated.initialSequence();
        acknowledged = negotiated.initialSequence();
        flowWindowPackets = negotiated.flowWindowPackets();
        pacer = new Pacer(settings.bandwidth(), nowMicros);
        keys = negotiated.keys().send();
        int overhead = keys.map(SendKeys::overheadBytes).orElse(0);
        payloadBytes = Math.min(settings.buffers().payloadBytes(), MAX_PAYLOAD_BYTES - overhead);
        int dropMillis = Math.max(negotiated.sendLatencyMillis(), MIN_DROP_MILLIS);
        dropAfterMicros = (dropMillis + DROP_MARGIN_MILLIS) * 1_000L;
        lastProgressMicros = nowMicros;
    }

    /**
     * Takes over a message of any size, which becomes as many packets as it needs.
     *
     * @return false when the buffer was full: then the message is dropped and counted
     */
    boolean send(ByteBuf message, long nowMicros) {
        int bytes = message.readableBytes();
        int packets = (bytes + payloadBytes - 1) / payloadBytes;
        pacer.addInput(bytes, nowMicros);
        boolean taken = buffer.size() < limitPackets && packets < MAX_BUFFERED_PACKETS;
        if (!taken) {
            context.counters().pktSndDrop += packets;
            context.counters().byteSndDrop += bytes;
        }
        if (!taken || packets == 0) {
            message.release();
        } else if (keys.isPresent()) {
            addEncrypted(message, keys.get(), packets, nowMicros);
        } else {
            addPlain(message, nowMicros);
        }
        pump(nowMicros);
        return taken;
    }

    private void addPlain(ByteBuf message, long nowMicros) {
        int end = message.writerIndex();
        for (int offset = message.readerIndex(); offset < end; offset += payloadBytes) {
            int size = Math.min(payloadBytes, end - offset);
            buffer.add(message, offset, size, nextFlags(0), nowMicros);
        }
        buffer.endMessage();
    }

    /** The copy in cipher is this connection's own. */
    private void addEncrypted(ByteBuf message, SendKeys secret, int packets, long nowMicros) {
        ByteBuf sealed =
                ByteBufAllocator.DEFAULT.directBuffer(
                        message.readableBytes() + packets * secret.overheadBytes());
        try {
            while (message.isReadable()) {
                ByteBuf part = message.readSlice(Math.min(payloadBytes, message.readableBytes()));
                int flags = nextFlags(secret.keyFlag());
                int offset = sealed.writerIndex();
                secret.encrypt(header(buffer.next(), flags, nowMicros), part, sealed);
                int size = sealed.writerIndex() - offset;
                buffer.add(sealed, offset, size, flags, nowMicros);
            }
            buffer.endMessage();
        } finally {
            message.release();
        }
    }

    private int nextFlags(int keyFlag) {
        int flags = PacketHeader.flags(PacketHeader.SOLO, true, keyFlag, messageNumber);
        messageNumber = messageNumber == PacketHeader.MAX_MESSAGE_NUMBER ? 1 : messageNumber + 1;
        return flags;
    }

    private PacketHeader header(int sequence, int flags, long originMicros) {
        return new PacketHeader(
                sequence,
                flags,
                context.timestamp(originMicros),
                context.negotiated().peerSocketId());
    }

    /** Sends what the pace allows: lost packets first, then new ones. */
    void pump(long nowMicros) {
        pacer.refill(nowMicros);
        while (pacer.maySend() && (retransmitOne(nowMicros) || sendOne(nowMicros))) {
            lastDataMicros = nowMicros;
        }
        train.depart();
    }

    /** Whether only the pace holds packets back. */
    boolean isPaced() {
        return !pacer.maySend() && (!losses.isEmpty() || mayStartPacket());
    }

    private boolean mayStartPacket() {
        return unsent != buffer.next() && flightPackets() < flowWindowPackets;
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
        context.counters().pktRetrans++;
        context.counters().byteRetrans += SrtPacket.HEADER_BYTES + buffer.payloadBytes(sequence);
        transmit(sequence, PacketHeader.RETRANSMITTED, nowMicros);
    }

    private boolean sendOne(long nowMicros) {
        if (!mayStartPacket()) {
            return false;
        }
        context.counters().pktSentUnique++;
        context.counters().byteSentUnique += SrtPacket.HEADER_BYTES + buffer.payloadBytes(unsent);
        transmit(unsent, 0, nowMicros);
        unsent = SequenceNumber.plus(unsent, 1);
        return true;
    }

    private void transmit(int sequence, int moreFlags, long nowMicros) {
        int bytes = SrtPacket.HEADER_BYTES + buffer.payloadBytes(sequence);
        int coming = losses.packets() + SequenceNumber.distance(unsent, buffer.next()) + 1;
        ByteBuf out = train.place(bytes, coming);
        header(sequence, buffer.flags(sequence) | moreFlags, buffer.originMicros(sequence))
                .write(out);
        buffer.writePayload(sequence, out);
        buffer.setSent(sequence, nowMicros);
        pacer.spend(bytes);
        context.counters().pktSent++;
        context.counters().byteSent += bytes;
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

    /** Counts from the oldest packet kept, for numbers of a peer can lie anywhere on the circle. */
    private void onLoss(SequenceRange range) {
        int oldest = buffer.first();
        int from =
                Math.max(
                        SequenceNumber.distance(oldest, range.first()),
                        SequenceNumber.distance(oldest, acknowledged));
        int to = Math.min(SequenceNumber.distance(oldest, range.last()), flightPackets() - 1);
        if (from < 0 && from <= to) {
            int end = SequenceNumber.plus(oldest, Math.min(to, -1));
            sendDropRequest(new SequenceRange(SequenceNumber.plus(oldest, from), end));
        }
        int first = Math.max(from, 0);
        if (first <= to) {
            context.counters().pktSndLoss += to - first + 1;
            losses.add(SequenceNumber.plus(oldest, first), SequenceNumber.plus(oldest, to));
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
            context.counters().byteSndDrop += buffer.payloadBytes(keepFrom);
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
            train.depart();
        }
    }

    /** Whether everything was acknowledged or given up. */
    boolean isDrained() {
        return buffer.size() == 0;
    }

    long bufferedBytes() {
        return buffer.bytes();
    }

    /** How long the oldest packet has been waiting to be acknowledged. */
    long bufferedMicros(long nowMicros) {
        return buffer.size() == 0 ? 0 : nowMicros - buffer.originMicros(buffer.first());
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
