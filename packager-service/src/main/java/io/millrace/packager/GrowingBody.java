package io.millrace.packager;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The bytes of a segment that has not ended yet, a part at a time as they are made, to the end. One
 * part is asked for when the connection can take it; it is held until it is there. For one
 * connection.
 *
 * <p>Buffers: each belongs to the connection; one that comes after the connection went is released.
 */
final class GrowingBody {
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

    /**
     * The parts as a stream that one may subscribe to. All of it happens on the connection's own
     * thread: Micronaut 4.10 keeps what comes from another thread for later, and forgets to release
     * it if the connection goes before.
     *
     * @param connection its event loop
     */
    Publisher<ByteBuf> on(Executor connection) {
        return subscriber -> {
            if (!subscribed.compareAndSet(false, true)) {
                throw new IllegalStateException("a growing segment is for one subscriber");
            }
            subscriber.onSubscribe(new Reading(parts, connection, subscriber));
        };
    }

    /** What one connection reads. Its fields belong to the connection's thread. */
    private static final class Reading implements Subscription {
        private final IntFunction<CompletionStage<Outcome<Optional<ByteBuf>>>> parts;
        private final Executor connection;
        private final Subscriber<? super ByteBuf> subscriber;
        private long demand;
        private boolean asking;
        private volatile boolean ended;
        private int index;

        Reading(
                IntFunction<CompletionStage<Outcome<Optional<ByteBuf>>>> parts,
                Executor connection,
                Subscriber<? super ByteBuf> subscriber) {
            this.parts = parts;
            this.connection = connection;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            connection.execute(() -> {
                demand += Math.min(Math.max(count, 1), Long.MAX_VALUE - demand);
                ask();
            });
        }

        @Override
        public void cancel() {
            ended = true;
        }

        private void ask() {
            if (!ended && !asking && demand > 0) {
                asking = true;
                parts.apply(index).whenComplete(this::handOver);
            }
        }

        /** From the thread that made the part to the connection's; back if that has ended. */
        private void handOver(Outcome<Optional<ByteBuf>> outcome, Throwable failure) {
            try {
                connection.execute(() -> onAnswer(outcome, failure));
            } catch (RejectedExecutionException _) {
                if (outcome instanceof Outcome.Found<Optional<ByteBuf>>(Optional<ByteBuf> part)) {
                    part.ifPresent(ByteBuf::release);
                }
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
            demand--;
            subscriber.onNext(part);
            asking = false;
            ask();
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
