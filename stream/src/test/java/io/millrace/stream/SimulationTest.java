package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = 100;

    @Test
    void anySeed_keepsThePromisesOfTheLog() {
        long taken = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation simulation = new Simulation(seed);
            try {
                simulation.run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            taken += simulation.taken;
        }
        assertTrue(taken > SEEDS * 100L, "records read: " + taken);
    }
}
