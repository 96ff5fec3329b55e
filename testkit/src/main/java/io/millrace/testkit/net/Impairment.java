package io.millrace.testkit.net;

/**
 * What a line does to the datagrams of one direction; probabilities are of each datagram.
 *
 * @param loss independent of what was lost before
 * @param bursts loss that comes in bursts, in addition
 * @param reordering probability of being overtaken by what is sent within {@link #OVERTAKE_MILLIS}
 *     later
 * @param duplication probability of arriving twice
 * @param delayMillis of every datagram: half a round trip
 * @param jitterMillis what is added to the delay at most, evenly spread; it keeps the order
 */
public record Impairment(
        double loss,
        Bursts bursts,
        double reordering,
        double duplication,
        int delayMillis,
        int jitterMillis) {
    /** How much longer a datagram takes that is to be overtaken. */
    public static final int OVERTAKE_MILLIS = 15;

    /** Forwards everything at once. */
    public static final Impairment NONE = new Impairment(0, Bursts.NONE, 0, 0, 0, 0);

    public Impairment {
        requireProbability(loss);
        requireProbability(reordering);
        requireProbability(duplication);
        if (delayMillis < 0 || jitterMillis < 0) {
            throw new IllegalArgumentException("Delay " + delayMillis + ", jitter " + jitterMillis);
        }
    }

    /**
     * Bursts of loss (Gilbert's model): in the bad state everything is lost.
     *
     * @param begin probability of going from the good state to the bad one
     * @param end probability of going back: a burst has {@code 1 / end} datagrams on average
     */
    public record Bursts(double begin, double end) {
        public static final Bursts NONE = new Bursts(0, 1);

        public Bursts {
            requireProbability(begin);
            requireProbability(end);
        }

        /** Bursts of a mean length that together lose a share of all datagrams. */
        public static Bursts of(double share, double meanLength) {
            double end = 1 / meanLength;
            return new Bursts(end * share / (1 - share), end);
        }
    }

    /** The same with another independent loss. */
    public Impairment withLoss(double newLoss) {
        return new Impairment(newLoss, bursts, reordering, duplication, delayMillis, jitterMillis);
    }

    /** The same with other bursts. */
    public Impairment withBursts(Bursts newBursts) {
        return new Impairment(loss, newBursts, reordering, duplication, delayMillis, jitterMillis);
    }

    /** The same with other reordering. */
    public Impairment withReordering(double newReordering) {
        return new Impairment(loss, bursts, newReordering, duplication, delayMillis, jitterMillis);
    }

    /** The same with other duplication. */
    public Impairment withDuplication(double newDuplication) {
        return new Impairment(loss, bursts, reordering, newDuplication, delayMillis, jitterMillis);
    }

    /** The same on a line whose round trip, both directions alike, takes so long. */
    public Impairment withRoundTripMillis(int millis) {
        return new Impairment(loss, bursts, reordering, duplication, millis / 2, jitterMillis);
    }

    /** The same with another jitter. */
    public Impairment withJitterMillis(int millis) {
        return new Impairment(loss, bursts, reordering, duplication, delayMillis, millis);
    }

    private static void requireProbability(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("Probability of " + value);
        }
    }
}
