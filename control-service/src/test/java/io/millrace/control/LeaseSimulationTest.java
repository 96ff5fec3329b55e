package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What no failure of replicas, group or log may break; see {@link LeaseSimulation}. */
class LeaseSimulationTest {
    private static final int SEEDS = 400;
    private static final int STEPS = 3_000;

    @Test
    void simulation_anySeed_onePathOneLeaseAndNothingAnsweredIsLost() {
        int kills = 0;
        int takeovers = 0;
        int voids = 0;
        int granted = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            LeaseSimulation simulation = new LeaseSimulation(seed);
            try {
                simulation.run(STEPS);
            } catch (AssertionError broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
            kills += simulation.kills;
            takeovers += simulation.takeovers;
            voids += simulation.voids;
            granted += simulation.granted;
        }
        assertTrue(kills > SEEDS * 10, "too few kills to tell: " + kills);
        assertTrue(takeovers > SEEDS * 10, "too few takeovers to tell: " + takeovers);
        assertTrue(voids > SEEDS, "too few void records to tell: " + voids);
        assertTrue(granted > SEEDS * 10, "too few leases to tell: " + granted);
    }
}
