package io.millrace.srt.interop;

import io.millrace.testkit.net.Impairment;
import io.millrace.testkit.net.Impairment.Bursts;
import io.millrace.testkit.srt.SrtPeer;

/**
 * One transfer between a peer and us.
 *
 * @param peerSends else it receives
 * @param peerListens else it calls
 * @param keyBytes 0: not encrypted
 */
record Scenario(
        SrtPeer peer,
        boolean peerSends,
        boolean peerListens,
        int keyBytes,
        Line line,
        int latencyMillis) {
    private static final int MACHINE_MILLIS = 300;

    /** What is between the two. */
    enum Line {
        PLAIN,
        LOSS_1,
        LOSS_5,
        LOSS_10,
        LOSS_5_FAR,
        BURSTS,
        REORDERING,
        DUPLICATES,
        JITTER,
        FAR,
        ALL;

        Impairment impairment() {
            return impairmentAtOnce().withRoundTripMillis(roundTripMillis());
        }

        private Impairment impairmentAtOnce() {
            return switch (this) {
                case PLAIN, FAR -> Impairment.NONE;
                case LOSS_1 -> Impairment.NONE.withLoss(0.01);
                case LOSS_5, LOSS_5_FAR -> Impairment.NONE.withLoss(0.05);
                case LOSS_10 -> Impairment.NONE.withLoss(0.10);
                case BURSTS -> Impairment.NONE.withBursts(Bursts.of(0.03, 5));
                case REORDERING -> Impairment.NONE.withReordering(0.05);
                case DUPLICATES -> Impairment.NONE.withDuplication(0.10);
                case JITTER -> Impairment.NONE.withJitterMillis(20);
                case ALL ->
                        Impairment.NONE
                                .withLoss(0.03)
                                .withReordering(0.03)
                                .withDuplication(0.03)
                                .withJitterMillis(10);
            };
        }

        boolean loses() {
            Impairment impairment = impairment();
            return impairment.loss() > 0 || !impairment.bursts().equals(Bursts.NONE);
        }

        int roundTripMillis() {
            return switch (this) {
                case PLAIN -> 0;
                case LOSS_1, LOSS_5, LOSS_10, BURSTS, REORDERING, DUPLICATES, JITTER, ALL -> 50;
                case FAR, LOSS_5_FAR -> 300;
            };
        }

        /** Four round trips, jitter counted, and libsrt's default at least. */
        int leastLatencyMillis() {
            return Math.max(120, 4 * (roundTripMillis() + impairment().jitterMillis()));
        }

        /**
         * Likewise, and what a busy machine may take from a program; twice as much where the loss
         * is such that four round trips do not do, for libsrt neither.
         */
        int latencyMillis() {
            boolean worse = this == LOSS_10 || this == BURSTS;
            return (worse ? 2 : 1) * leastLatencyMillis() + MACHINE_MILLIS;
        }
    }

    static Scenario peerSends(SrtPeer peer, boolean peerListens, int keyBytes, Line line) {
        return new Scenario(peer, true, peerListens, keyBytes, line, line.latencyMillis());
    }

    static Scenario peerReceives(SrtPeer peer, boolean peerListens, int keyBytes, Line line) {
        return new Scenario(peer, false, peerListens, keyBytes, line, line.latencyMillis());
    }

    @Override
    public String toString() {
        return "%s %s %s, %s, %s, %d ms"
                .formatted(
                        peer,
                        peerListens ? "listens and" : "calls and",
                        peerSends ? "sends" : "receives",
                        keyBytes == 0 ? "plain" : "AES-" + keyBytes * 8,
                        line,
                        latencyMillis);
    }
}
