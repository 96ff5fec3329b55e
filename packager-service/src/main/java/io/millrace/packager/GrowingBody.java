package io.millrace.packager;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The bytes of a segment that has not ended yet, a part at a time as they are made, to the end. One
 * part is asked for when the connection can take it; it is held until it is there. For one
 * subscriber. Thread-safe; never blocks.
 *
 * <p>Buffers: each belongs to the subscriber; one that comes after a cancellation is released.
 */
final class GrowingBody implements Publisher<ByteBuf> {
    private final IntFunction<CompletionStage<Outcome<Optional<ByteBuf>>>> parts;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    /**
     * Asks for nothing yet.
     *
     * @param parts the segment's parts by index; empty behind the last one
     */
    GrowingBody(IntFunction<CompletionStage<Outcome<Optional<ByteBuf>>>> parts) {
        this.parts = parts;
    }

    /** The same, with the bytes of each part told when it is there to be sent. */
    GrowingBody counted(LongConsumer bytes) {
        return new GrowingBody(index ->
                parts.apply(index)
                        .thenApply(outcome ->
                                outcome.map(part -> {
                                    part.ifPresent(sent -> bytes.accept(sent.readableBytes()));
                                    return part;
                                })));
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        if (!subscribed.compareAndSet(false, true)) {
            throw new IllegalStateException("a growing segment is for one subscriber");
        }
        subscriber.onSubscribe(new Reading(parts, subscriber));
    }

    /** What one connection reads. */
    private static final class Reading implements Subscription {
        private final IntFunction<CompletionStage<Outcome<Optional<ByteBuf>>>> parts;
        private final Subscriber<? super ByteBuf> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger wakes = new AtomicInteger();
        private volatile boolean asking;
        private volatile boolean ended;
        private int index;

        Reading(
                IntFunction<CompletionStage<Outcome<Optional<ByteBuf>>>> parts,
                Subscriber<? super ByteBuf> subscriber) {
            this.parts = parts;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            demand.accumulateAndGet(Math.max(count, 1), Math::addExact);
            wake();
        }

        @Override
        public void cancel() {
            ended = true;
        }

        /** Asks on, one call at a time: whoever comes meanwhile leaves a note. */
        private void wake() {
            if (wakes.getAndIncrement() > 0) {
                return;
            }
            int seen = 1;
            while (seen > 0) {
                if (!ended && !asking && demand.get() > 0) {
                    asking = true;
                    parts.apply(index).whenComplete(this::onAnswer);
                }
                seen = wakes.addAndGet(-seen);
            }
        }

        private void onAnswer(Outcome<Optional<ByteBuf>> outcome, Throwable failure) {
            if (failure != null) {
                fail(failure);
                return;
            }
            switch (outcome) {
                case Outcome.Found<Optional<ByteBuf>>(Optional<ByteBuf> part) ->
                        part.ifPresentOrElse(this::onPart, this::end);
                case Outcome.NotFound<Optional<ByteBuf>>(String reason) ->
                        fail(new IOException(reason));
                case Outcome.Refused<Optional<ByteBuf>>(String reason) ->
                        fail(new IOException(reason));
                case Outcome.Unavailable<Optional<ByteBuf>>(String reason) ->
                        fail(new IOException(reason));
            }
        }

        private void onPart(ByteBuf part) {
            if (ended) {
                part.release();
                return;
            }
            index++;
            demand.decrementAndGet();
            subscriber.onNext(part);
            asking = false;
            wake();
        }

        private void end() {
            if (!ended) {
                ended = true;
                subscriber.onComplete();
            }
        }

        /**
         * The connection ends without the last chunk: the player sees that something is missing.
         */
        private void fail(Throwable failure) {
            if (!ended) {
                ended = true;
                subscriber.onError(failure);
            }
        }
    }
}
