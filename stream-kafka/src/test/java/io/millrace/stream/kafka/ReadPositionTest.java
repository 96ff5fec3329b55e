package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadPositionTest {
    private final ReadPosition position = new ReadPosition();

    @Test
    void upTo_comesWhenItWasRead_notBefore() {
        CompletableFuture<Void> third = position.upTo(2);
        CompletableFuture<Void> thirdToo = position.upTo(2);
        CompletableFuture<Void> fourth = position.upTo(3);
        position.advance(2);
        assertFalse(third.isDone());
        position.advance(3);
        assertTrue(third.isDone() && thirdToo.isDone());
        assertFalse(fourth.isDone());
        assertTrue(position.upTo(0).isDone());
    }

    @Test
    void close_whoWaits_isTold() {
        CompletableFuture<Void> waiting = position.upTo(7);
        position.close();
        assertTrue(waiting.isCompletedExceptionally());
        assertTrue(position.upTo(8).isCompletedExceptionally());
    }
}
