package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSimulationTest {
    private static final int SEEDS = 5;

    @Test
    void anySeed_keepsThePromisesOfTheLog(@TempDir Path data) throws Exception {
        long taken = 0;
        try (KafkaRig rig = new KafkaRig(data)) {
            for (long seed = 0; seed < SEEDS; seed++) {
                KafkaSimulation simulation = new KafkaSimulation(rig, seed, seed % 2 == 1 ? 1 : 0);
                try (simulation) {
                    simulation.run();
                } catch (AssertionError e) {
                    throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
                }
                taken += simulation.taken;
                assertEquals(0, simulation.liveImages(), "images leak, seed " + seed);
            }
        }
        assertTrue(taken > SEEDS * 20L, "records read: " + taken);
    }
}
