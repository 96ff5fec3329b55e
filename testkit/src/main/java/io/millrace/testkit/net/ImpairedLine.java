package io.millrace.testkit.net;

import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * Decides what happens to each datagram of one direction. Nothing is sent here and no clock is
 * read: the same random numbers and times give the same decisions. Used by one thread; any may read
 * the counts and change the impairment.
 */
final class ImpairedLine {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RandomGenerator random;
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder duplicated = new LongAdder();
    private final LongAdder reordered = new LongAdder();
    private volatile Impairment impairment;
    private boolean inBurst;
    private long lastDueNanos = Long.MIN_VALUE;

    /**
     * When the copies of a datagram are due.
     *
     * @param copies 0, 1 or 2
     * @param dueNanos of all of them
     */
    record Fate(int copies, long dueNanos) {}

    ImpairedLine(Impairment impairment, RandomGenerator random) {
        this.impairment = impairment;
        this.random = random;
    }

    /** From the next datagram on. */
    void impair(Impairment newImpairment) {
        impairment = newImpairment;
    }

    /** Decides on the next datagram. */
    Fate next(long nowNanos) {
        Impairment now = impairment;
        inBurst =
                inBurst
                        ? random.nextDouble() >= now.bursts().end()
                        : random.nextDouble() < now.bursts().begin();
        boolean lost = random.nextDouble() < now.loss();
        boolean overtaken = random.nextDouble() < now.reordering();
        boolean twice = random.nextDouble() < now.duplication();
        double jitterMillis = random.nextDouble() * now.jitterMillis();
        if (lost || inBurst) {
            dropped.increment();
            return new Fate(0, nowNanos);
        }
        long due =
                nowNanos
                        + now.delayMillis() * NANOS_PER_MILLI
                        + (long) (jitterMillis * NANOS_PER_MILLI);
        forwarded.increment();
        if (twice) {
            duplicated.increment();
        }
        return new Fate(twice ? 2 : 1, ordered(due, overtaken));
    }

    /** A datagram never leaves before one that came earlier, unless that one is to be overtaken. */
    private long ordered(long dueNanos, boolean overtaken) {
        if (overtaken) {
            reordered.increment();
            return Math.max(lastDueNanos, dueNanos) + Impairment.OVERTAKE_MILLIS * NANOS_PER_MILLI;
        }
        lastDueNanos = Math.max(lastDueNanos, dueNanos);
        return lastDueNanos;
    }

    /** A datagram that was to be forwarded found no room. */
    void onOverflow() {
        dropped.increment();
        forwarded.decrement();
    }

    LineCounts counts() {
        return new LineCounts(forwarded.sum(), dropped.sum(), duplicated.sum(), reordered.sum());
    }
}
