package io.millrace.srt.core;

import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.SequenceNumber;
import io.millrace.srt.wire.SequenceRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What the receiver misses, and when the peer hears of it (draft-sharabayko-srt, 4.8.2): at once,
 * or after so many further packets as reordering has been seen to span, and again periodically.
 * Driven by its {@link Receiver}; not thread-safe.
 */
final class LossReporter {
    private static final long MIN_NAK_INTERVAL_MICROS = 20_000;

    /** After so many packets in order the tolerance shrinks by one. */
    private static final int IN_ORDER_TO_SHRINK = 50;

    private final ConnectionContext context;
    private final int maxTolerance;
    private final LossList losses = new LossList();
    private final ArrayDeque<FreshLoss> fresh = new ArrayDeque<>();
    private int tolerance;
    private int inOrder;
    private long packets;
    private long nextNakMicros;

    /** A gap that may be reordering: reported when so many packets have come. */
    private record FreshLoss(int first, int last, long reportAtPackets) {}

    LossReporter(ConnectionContext context) {
        this.context = context;
        maxTolerance = context.settings().tolerance().reorderPackets();
    }

    void onGap(int first, int last, long nowMicros) {
        if (losses.isEmpty()) {
            nextNakMicros = nowMicros + nakIntervalMicros();
        }
        losses.add(first, last);
        if (tolerance == 0) {
            report(List.of(new SequenceRange(first, last)));
        } else {
            fresh.add(new FreshLoss(first, last, packets + tolerance));
        }
    }

    /** A new packet has come, after a gap or not. */
    void onInOrder() {
        packets++;
        inOrder++;
        if (inOrder >= IN_ORDER_TO_SHRINK) {
            inOrder = 0;
            tolerance = Math.max(0, tolerance - 1);
        }
        while (!fresh.isEmpty() && fresh.peek().reportAtPackets() < packets) {
            FreshLoss loss = fresh.remove();
            reportMissing(loss.first(), loss.last());
        }
    }

    /** A packet has come that was missing; one that is not sent again shows reordering. */
    void onFilled(int sequence, boolean retransmitted, int expected) {
        losses.remove(sequence);
        if (!retransmitted) {
            int distance = SequenceNumber.distance(sequence, expected);
            context.counters().pktReorderDistance =
                    Math.max(context.counters().pktReorderDistance, distance);
            tolerance = Math.max(tolerance, Math.min(distance, maxTolerance));
            inOrder = 0;
        }
    }

    private void reportMissing(int first, int last) {
        List<SequenceRange> missing = new ArrayList<>();
        for (SequenceRange range : losses.ranges(PacketCodec.MAX_WRITTEN_NAK_RANGES)) {
            int from = SequenceNumber.isBefore(range.first(), first) ? first : range.first();
            int to = SequenceNumber.isBefore(last, range.last()) ? last : range.last();
            if (SequenceNumber.distance(from, to) >= 0) {
                missing.add(new SequenceRange(from, to));
            }
        }
        report(missing);
    }

    private void report(List<SequenceRange> ranges) {
        if (!ranges.isEmpty()) {
            context.counters().pktSentNak++;
            context.send((timestamp, destination) -> new Nak(timestamp, destination, ranges));
        }
    }

    /**
     * Twice as often as the draft: the sender does not repeat what is under way, and so a lost
     * report costs half the time.
     */
    private long nakIntervalMicros() {
        return Math.max(MIN_NAK_INTERVAL_MICROS, context.rtt().overdueMicros() / 4);
    }

    /** Reports everything that is missing once more, when it is time. */
    void tick(long nowMicros) {
        if (losses.isEmpty() || nowMicros < nextNakMicros) {
            return;
        }
        nextNakMicros = nowMicros + nakIntervalMicros();
        if (fresh.isEmpty()) {
            report(losses.ranges(PacketCodec.MAX_WRITTEN_NAK_RANGES));
        } else if (SequenceNumber.isBefore(losses.first(), fresh.peek().first())) {
            reportMissing(losses.first(), SequenceNumber.plus(fresh.peek().first(), -1));
        }
    }

    void remove(int sequence) {
        losses.remove(sequence);
    }

    void removeBefore(int sequence) {
        losses.removeBefore(sequence);
        while (!fresh.isEmpty() && SequenceNumber.isBefore(fresh.peek().last(), sequence)) {
            fresh.remove();
        }
    }

    boolean isEmpty() {
        return losses.isEmpty();
    }

    int first() {
        return losses.first();
    }

    boolean isFirst(int sequence) {
        return !losses.isEmpty() && losses.first() == sequence;
    }

    int afterFirstRange() {
        return SequenceNumber.plus(losses.firstRangeEnd(), 1);
    }

    int reorderTolerance() {
        return tolerance;
    }
}
