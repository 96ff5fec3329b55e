package io.millrace.srt.core;

import io.millrace.srt.crypto.ReceiveKeys;
import io.millrace.srt.crypto.ReceiveKeys.Outcome;
import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.SequenceNumber;
import io.millrace.srt.wire.SrtPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The receiving half of a connection (draft-sharabayko-srt, 4.5 to 4.8): finds gaps, has them
 * filled through {@link LossReporter}, and hands messages over in order when they are due. A gap
 * that is not filled when the packet after it is due is given up. Driven by its {@link
 * ConnectionCore}; not thread-safe.
 */
final class Receiver {
    private final ConnectionContext context;
    private final ReceiveBuffer buffer;
    private final LossReporter losses;
    private final DeliveryClock clock;
    private final Optional<ReceiveKeys> keys;
    private final Consumer<ByteBuf> delivery;
    private int expected;

    Receiver(ConnectionContext context, Consumer<ByteBuf> delivery) {
        this.context = context;
        this.delivery = delivery;
        Negotiated negotiated = context.negotiated();
        expected = negotiated.initialSequence();
        buffer = new ReceiveBuffer(expected, context.settings().buffers().receivePackets());
        losses = new LossReporter(context);
        keys = negotiated.keys().receive();
        clock =
                new DeliveryClock(
                        negotiated.clockTimestampMicros(),
                        negotiated.clockArrivalMicros(),
                        negotiated.receiveLatencyMillis() * 1_000L);
    }

    /** Notes a data packet; its payload is borrowed. */
    void onData(DataPacket packet, long nowMicros) {
        Counters counters = context.counters();
        counters.pktRecv++;
        counters.byteRecv += packet.payload().readableBytes() + SrtPacket.HEADER_BYTES;
        counters.pktRcvRetrans += packet.retransmitted() ? 1 : 0;
        int sequence = packet.sequence();
        if (SequenceNumber.isBefore(sequence, buffer.next())) {
            counters.pktRcvBelated++;
            long timestamp = clock.unwrap(packet.timestampMicros());
            counters.belatedMicros += Math.max(0, nowMicros - clock.dueMicros(timestamp));
            return;
        }
        if (!buffer.hasPlaceFor(sequence)) {
            counters.pktRcvDrop++;
            return;
        }
        if (buffer.contains(sequence)) {
            return;
        }
        Optional<ByteBuf> payload = decrypted(packet);
        if (payload.isPresent()) {
            counters.pktRecvUnique++;
            counters.byteRecvUnique += packet.payload().readableBytes() + SrtPacket.HEADER_BYTES;
            notePlace(packet, nowMicros);
            buffer.put(sequence, payload.get(), clock.unwrap(packet.timestampMicros()));
        }
    }

    private void notePlace(DataPacket packet, long nowMicros) {
        int sequence = packet.sequence();
        int distance = SequenceNumber.distance(expected, sequence);
        if (distance > 0) {
            context.counters().pktRcvLoss += distance;
            losses.onGap(expected, SequenceNumber.plus(sequence, -1), nowMicros);
        }
        if (distance >= 0) {
            expected = SequenceNumber.plus(sequence, 1);
            losses.onInOrder();
        } else {
            losses.onFilled(sequence, packet.retransmitted(), expected);
        }
    }

    /**
     * A copy of the payload in plain, empty when its key is not known. A forged packet is none: the
     * place stays free for the real one.
     */
    private Optional<ByteBuf> decrypted(DataPacket packet) {
        ByteBuf borrowed = packet.payload();
        int size = borrowed.readableBytes();
        ByteBuf payload = ByteBufAllocator.DEFAULT.buffer(Math.max(size, 1));
        Outcome outcome;
        if (keys.isPresent()) {
            outcome = keys.get().decrypt(packet, payload);
        } else {
            payload.writeBytes(borrowed, borrowed.readerIndex(), size);
            outcome = packet.keyFlag() == 0 ? Outcome.DONE : Outcome.NO_KEY;
        }
        if (outcome == Outcome.DONE) {
            return Optional.of(payload);
        }
        payload.release();
        context.counters().pktRcvUndecrypt++;
        context.counters().byteRcvUndecrypt += size;
        return outcome == Outcome.FORGED ? Optional.empty() : Optional.of(Unpooled.EMPTY_BUFFER);
    }

    /** The peer will not send these: their places are filled with nothing. */
    void onDropRequest(DropRequest request) {
        int first = request.range().first();
        if (SequenceNumber.isBefore(first, buffer.next())) {
            first = buffer.next();
        }
        if (SequenceNumber.isBefore(expected, first)) {
            return;
        }
        int last = request.range().last();
        for (int sequence = first;
                SequenceNumber.distance(sequence, last) >= 0 && buffer.hasPlaceFor(sequence);
                sequence = SequenceNumber.plus(sequence, 1)) {
            if (!buffer.contains(sequence)) {
                context.counters().pktRcvDrop++;
                losses.remove(sequence);
                buffer.put(sequence, Unpooled.EMPTY_BUFFER, Long.MIN_VALUE / 2);
            }
            if (sequence == expected) {
                expected = SequenceNumber.plus(sequence, 1);
            }
        }
    }

    /** Hands over what is due, giving up gaps before it. */
    void deliver(long nowMicros) {
        while (buffer.next() != expected) {
            int present = firstPresent();
            if (clock.dueMicros(buffer.timestamp(present)) > nowMicros) {
                return;
            }
            int missing = SequenceNumber.distance(buffer.next(), present);
            if (missing > 0) {
                context.counters().pktRcvDrop += missing;
                losses.removeBefore(present);
                buffer.skipTo(present);
            }
            handOver(buffer.take());
        }
    }

    /** The newest packet is always there, so there is one when anything is expected. */
    private int firstPresent() {
        return losses.isFirst(buffer.next()) ? losses.afterFirstRange() : buffer.next();
    }

    private void handOver(ByteBuf payload) {
        if (payload.isReadable()) {
            delivery.accept(payload);
        } else {
            payload.release();
        }
    }

    /** Hands over all there is, at the end. */
    void deliverAll() {
        deliver(Long.MAX_VALUE);
    }

    /** Up to which number everything has arrived. */
    int acknowledgeable() {
        return losses.isEmpty() ? expected : losses.first();
    }

    int availablePackets() {
        return Math.max(2, buffer.limit() - bufferedPackets());
    }

    int bufferedPackets() {
        return SequenceNumber.distance(buffer.next(), expected);
    }

    long bufferedBytes() {
        return buffer.bytes();
    }

    /** From the first packet that waits to the newest, by the peer's clock. */
    long bufferedMicros() {
        return buffer.next() == expected
                ? 0
                : Math.max(0, clock.newestTimestamp() - buffer.timestamp(firstPresent()));
    }

    void tick(long nowMicros) {
        deliver(nowMicros);
        losses.tick(nowMicros);
    }

    DeliveryClock clock() {
        return clock;
    }

    int reorderTolerance() {
        return losses.reorderTolerance();
    }

    /** Releases all. */
    void close() {
        while (buffer.next() != expected) {
            if (losses.isFirst(buffer.next())) {
                int present = losses.afterFirstRange();
                losses.removeBefore(present);
                buffer.skipTo(present);
            }
            buffer.take().release();
        }
    }
}
