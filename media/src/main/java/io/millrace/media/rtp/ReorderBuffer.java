package io.millrace.media.rtp;

import io.millrace.media.WrapAround;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/**
 * Puts the packets of one SSRC that come by UDP in sequence order. A packet in order goes through
 * at once; behind a hole, packets wait until it is filled, or until too many wait, or for too long;
 * then the hole counts as lost.
 *
 * <p>Ownership: a packet's payload passes to the buffer on {@link #offer} where that returns true,
 * and on to the caller with {@link #poll}; {@link #close} releases what waits. Retain before
 * offering what is only borrowed. Not thread-safe.
 */
public final class ReorderBuffer implements AutoCloseable {
    private static final int RESTART_DISTANCE = 3_000;

    private final int maxPackets;
    private final Slot[] slots;
    private final long maxWaitMicros;
    private final ArrayDeque<RtpPacket> ready = new ArrayDeque<>();

    private boolean started;
    private int next;
    private int waiting;
    private long lost;
    private long late;
    private long duplicates;

    private record Slot(Optional<RtpPacket> packet, long arrivalMicros) {
        static final Slot EMPTY = new Slot(Optional.empty(), 0);
    }

    /**
     * @param maxPackets at most so many packets wait behind a hole
     * @param maxWaitMicros at most so long does one wait
     */
    public ReorderBuffer(int maxPackets, long maxWaitMicros) {
        if (maxPackets < 1 || maxPackets > 8_192) {
            throw new IllegalArgumentException(maxPackets + " packets");
        }
        this.maxPackets = maxPackets;
        this.slots = new Slot[Integer.highestOneBit(maxPackets) * 2];
        this.maxWaitMicros = maxWaitMicros;
        Arrays.fill(slots, Slot.EMPTY);
    }

    /**
     * Takes a packet that arrived.
     *
     * @return false if it is late or a duplicate: then it stays the caller's
     */
    public boolean offer(RtpPacket packet, long arrivalMicros) {
        if (!started) {
            started = true;
            next = packet.sequenceNumber();
        }
        int ahead = WrapAround.sequenceDistance(next, packet.sequenceNumber());
        if (Math.abs(ahead) >= RESTART_DISTANCE) {
            restart(packet.sequenceNumber());
            ahead = 0;
        }
        if (ahead < 0) {
            late++;
            return false;
        }
        while (ahead > maxPackets) {
            skipHole();
            ahead = WrapAround.sequenceDistance(next, packet.sequenceNumber());
        }
        Slot slot = slots[index(packet.sequenceNumber())];
        if (slot.packet().isPresent()) {
            duplicates++;
            return false;
        }
        slots[index(packet.sequenceNumber())] = new Slot(Optional.of(packet), arrivalMicros);
        waiting++;
        release();
        return true;
    }

    /** Gives holes up that were waited for long enough; call at times, and before {@link #poll}. */
    public void expire(long nowMicros) {
        while (waiting > 0 && nowMicros - oldestArrivalMicros() >= maxWaitMicros) {
            skipHole();
        }
    }

    /** The next packet in order, now the caller's. */
    public Optional<RtpPacket> poll() {
        return Optional.ofNullable(ready.poll());
    }

    /** Sequence numbers given up. */
    public long lost() {
        return lost;
    }

    /** Packets that came after they were given up, or a second time after they went through. */
    public long late() {
        return late;
    }

    /** Packets that came a second time while the first one waited. */
    public long duplicates() {
        return duplicates;
    }

    /** Packets behind a hole. */
    public int waiting() {
        return waiting;
    }

    @Override
    public void close() {
        while (waiting > 0) {
            skipHole();
        }
        ready.forEach(packet -> packet.payload().release());
        ready.clear();
    }

    /** A sender that begins anew, or was gone for long: what waits goes first. */
    private void restart(int sequenceNumber) {
        while (waiting > 0) {
            skipHole();
        }
        next = sequenceNumber;
    }

    /** Counts the hole before the next waiting packet as lost; without one, a single number. */
    private void skipHole() {
        do {
            next = WrapAround.sequencePlus(next, 1);
            lost++;
        } while (waiting > 0 && slots[index(next)].packet().isEmpty());
        release();
    }

    private void release() {
        while (slots[index(next)].packet().isPresent()) {
            ready.add(slots[index(next)].packet().get());
            slots[index(next)] = Slot.EMPTY;
            waiting--;
            next = WrapAround.sequencePlus(next, 1);
        }
    }

    private long oldestArrivalMicros() {
        long oldest = Long.MAX_VALUE;
        for (Slot slot : slots) {
            if (slot.packet().isPresent()) {
                oldest = Math.min(oldest, slot.arrivalMicros());
            }
        }
        return oldest;
    }

    /** A power of two divides 65,536, so that indexes go on where the sequence wraps. */
    private int index(int sequenceNumber) {
        return sequenceNumber & (slots.length - 1);
    }
}
