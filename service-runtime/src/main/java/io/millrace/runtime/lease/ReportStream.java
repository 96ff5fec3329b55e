package io.millrace.runtime.lease;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to one replica of control every now and then, in a stream that is opened anew when it
 * broke. Confined to its timer's one thread.
 *
 * @param <R> reports
 * @param <C> commands of control
 */
final class ReportStream<R, C> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportStream.class);

    private final Function<StreamObserver<C>, StreamObserver<R>> call;
    private final Subject<R, C> subject;
    private final ScheduledExecutorService timer;
    private Optional<Stream> open = Optional.empty();
    private volatile boolean closed;
    private volatile Optional<ScheduledFuture<?>> ticks = Optional.empty();

    /** What is reported. */
    interface Subject<R, C> {
        /** Whether a stream is wanted where there is none. */
        boolean hasNews();

        /** A stream begins, in which nothing was told yet. */
        Talk<R, C> begin();
    }

    /** What was and is told in one stream. */
    interface Talk<R, C> {
        void tell(Consumer<R> control);

        void onCommand(C command, Consumer<R> control);
    }

    ReportStream(
            Function<StreamObserver<C>, StreamObserver<R>> call,
            Subject<R, C> subject,
            ScheduledExecutorService timer) {
        this.call = call;
        this.subject = subject;
        this.timer = timer;
    }

    /** Reports now, and then every {@code periodMillis}. */
    void start(long periodMillis) {
        ticks =
                Optional.of(
                        timer.scheduleWithFixedDelay(
                                this::tick, 0, periodMillis, TimeUnit.MILLISECONDS));
    }

    private void tick() {
        if (closed || (open.isEmpty() && !subject.hasNews())) {
            return;
        }
        Stream stream = open.orElseGet(this::connect);
        stream.talk.tell(stream::send);
    }

    private Stream connect() {
        Stream stream = new Stream(subject.begin());
        open = Optional.of(stream);
        stream.reports = Optional.of(call.apply(stream));
        return stream;
    }

    private final class Stream implements StreamObserver<C> {
        private final Talk<R, C> talk;
        private Optional<StreamObserver<R>> reports = Optional.empty();

        Stream(Talk<R, C> talk) {
            this.talk = talk;
        }

        void send(R report) {
            reports.ifPresent(out -> out.onNext(report));
        }

        @Override
        public void onNext(C command) {
            onTimer(() -> talk.onCommand(command, this::send));
        }

        @Override
        public void onError(Throwable failure) {
            LOG.debug("a report broke: {}", Status.fromThrowable(failure));
            onTimer(this::forget);
        }

        @Override
        public void onCompleted() {
            onTimer(this::forget);
        }

        private void forget() {
            if (open.filter(stream -> stream == this).isPresent()) {
                open = Optional.empty();
            }
        }
    }

    private void onTimer(Runnable step) {
        try {
            timer.execute(step);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the reports have ended", stopped);
        }
    }

    @Override
    public void close() {
        closed = true;
        ticks.ifPresent(task -> task.cancel(false));
    }
}
