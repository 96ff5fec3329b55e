package io.millrace.stream.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PushProgressTest {
    private static final long RETRY = 5_000;

    private final PushProgress progress = new PushProgress();

    private void fail(long nowMillis, int limit) {
        progress.onTry();
        progress.onEnded(nowMillis, "refused " + nowMillis, limit, RETRY);
    }

    @Test
    void onEnded_belowTheLimit_waitsForTheNextTry() {
        fail(1_000, 5);
        assertEquals(PushStatus.RECONNECTING, progress.status());
        assertFalse(progress.isDue(5_999));
        assertTrue(progress.isDue(6_000));
    }

    @Test
    void onEnded_atTheLimit_hasFailedUntilAskedAgain() {
        for (int i = 1; i <= 5; i++) {
            assertEquals(i == 1 ? PushStatus.STARTING : PushStatus.RECONNECTING, progress.status());
            fail(i * 10_000L, 5);
        }
        assertEquals(PushStatus.FAILED, progress.status());
        assertEquals(5, progress.attempt());
        assertFalse(progress.isDue(Long.MAX_VALUE));
        progress.onInputChanged();
        assertEquals(PushStatus.FAILED, progress.status());
        progress.onAskedAgain();
        assertEquals(PushStatus.STARTING, progress.status());
        assertEquals(0, progress.attempt());
        assertTrue(progress.isDue(0));
    }

    @Test
    void errors_manyEnds_areTheNewestFive() {
        for (int i = 1; i <= 7; i++) {
            fail(i, 0);
        }
        assertEquals(
                List.of("refused 7", "refused 6", "refused 5", "refused 4", "refused 3"),
                progress.errors().stream().map(PushError::message).toList());
        assertEquals(7, progress.errors().getFirst().atMillis());
    }

    @Test
    void onConnected_afterErrors_forgetsThem() {
        fail(1_000, 0);
        progress.onTry();
        progress.onConnected(7_000);
        assertEquals(PushStatus.ACTIVE, progress.status());
        assertEquals(OptionalLong.of(7_000), progress.connectedAtMillis());
        assertEquals(List.of(), progress.errors());
        assertEquals(2, progress.attempt());
        progress.onEnded(8_000, "cut", 0, RETRY);
        assertEquals(OptionalLong.empty(), progress.connectedAtMillis());
    }

    @Test
    void onEnded_sessionThatLasted_countsFromTheFirstAgain() {
        progress.onTry();
        progress.onConnected(0);
        progress.onEnded(RETRY, "cut", 1, RETRY);
        assertEquals(PushStatus.RECONNECTING, progress.status());
        assertEquals(0, progress.attempt());
    }

    @Test
    void onEnded_sessionCutAtOnce_countsAsAnAttempt() {
        progress.onTry();
        progress.onConnected(0);
        progress.onEnded(RETRY - 1, "cut", 1, RETRY);
        assertEquals(PushStatus.FAILED, progress.status());
    }

    @Property(tries = 200)
    void anyEvents_keepTheRules(@ForAll long seed) {
        PushProgress progress = new PushProgress();
        Random random = new Random(seed);
        int limit = random.nextInt(4);
        long nowMillis = 0;
        for (int i = 0; i < 200; i++) {
            nowMillis += random.nextInt(10_000);
            step(progress, random.nextInt(5), nowMillis, limit);
            boolean active = progress.status() == PushStatus.ACTIVE;
            assertEquals(active, progress.connectedAtMillis().isPresent());
            assertTrue(progress.errors().size() <= PushProgress.MAX_ERRORS);
            assertTrue(!active || progress.errors().isEmpty());
            assertTrue(limit == 0 || progress.attempt() <= limit);
            boolean failed = progress.status() == PushStatus.FAILED;
            assertTrue(!failed || (limit > 0 && progress.attempt() == limit));
            assertEquals(!failed, progress.isDue(Long.MAX_VALUE));
        }
    }

    private static void step(PushProgress progress, int event, long nowMillis, int limit) {
        boolean mayTry = progress.isDue(nowMillis) && progress.status() != PushStatus.ACTIVE;
        switch (event) {
            case 0 -> {
                if (mayTry) {
                    progress.onTry();
                    progress.onEnded(nowMillis, "refused", limit, RETRY);
                }
            }
            case 1 -> {
                if (mayTry) {
                    progress.onTry();
                    progress.onConnected(nowMillis);
                }
            }
            case 2 -> {
                if (progress.status() == PushStatus.ACTIVE) {
                    progress.onEnded(nowMillis, "cut", limit, RETRY);
                }
            }
            case 3 -> progress.onInputChanged();
            default -> progress.onAskedAgain();
        }
    }
}
