package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

final class GrowingBodyTest {
    private static final int PARTS = 5;

    private final GrowingBody body =
            new GrowingBody(index ->
                    CompletableFuture.completedFuture(
                            new Outcome.Found<>(
                                    index < PARTS
                                            ? Optional.of(Unpooled.copyInt(index))
                                            : Optional.empty())));
    private final List<Integer> taken = new ArrayList<>();

    /** Asks for one part, then for all there are, and then for more. */
    private final class Greedy implements Subscriber<ByteBuf> {
        @Override
        public void onSubscribe(Subscription begun) {
            begun.request(1);
            begun.request(Long.MAX_VALUE);
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuf part) {
            taken.add(part.readInt());
            part.release();
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            taken.add(-1);
        }
    }

    @Test
    void request_moreThanCanBeCounted_isAllThereIs() {
        List<Runnable> loop = new ArrayList<>();
        body.on(loop::add).subscribe(new Greedy());
        for (int next = 0; next < loop.size(); next++) {
            loop.get(next).run();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, -1), taken);
    }

    @Test
    void subscribe_aSecondTime_isRefusedHoweverItIsAskedFor() {
        body.on(Runnable::run).subscribe(new Greedy());
        assertThrows(
                IllegalStateException.class, () -> body.on(Runnable::run).subscribe(new Greedy()));
    }
}
