package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.Kick;
import io.millrace.proto.control.SessionCommand;
import io.millrace.proto.control.SessionReport;
import io.millrace.proto.control.SessionServiceGrpc;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.EndReason;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports this pod's sessions to one replica of control, and ends those that it wants ended: all at
 * first, then every second what its digest has to tell. Confined to its timer's one thread.
 */
final class SessionReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionReports.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final ManagedChannel channel;
    private final String pod;
    private final SessionRegistry sessions;
    private final ScheduledExecutorService timer;
    private Optional<Stream> open = Optional.empty();
    private volatile boolean closed;
    private volatile Optional<ScheduledFuture<?>> ticks = Optional.empty();

    SessionReports(
            ManagedChannel channel,
            String pod,
            SessionRegistry sessions,
            ScheduledExecutorService timer) {
        this.channel = channel;
        this.pod = pod;
        this.sessions = sessions;
        this.timer = timer;
    }

    void start() {
        ticks =
                Optional.of(
                        timer.scheduleWithFixedDelay(
                                this::tick, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void tick() {
        if (closed) {
            return;
        }
        Stream stream = open.orElseGet(this::connect);
        stream.report();
    }

    private Stream connect() {
        Stream stream = new Stream();
        open = Optional.of(stream);
        stream.reports = Optional.of(SessionServiceGrpc.newStub(channel).report(stream));
        return stream;
    }

    /** One stream, and what it has told. */
    private final class Stream implements StreamObserver<SessionCommand> {
        private final SessionDigest digest =
                new SessionDigest(pod, SessionDigest.Limits.standard());
        private Optional<StreamObserver<SessionReport>> reports = Optional.empty();

        void report() {
            digest.reports(sessions.running())
                    .forEach(report -> reports.ifPresent(out -> out.onNext(report)));
        }

        @Override
        public void onNext(SessionCommand command) {
            switch (command.getCommandCase()) {
                case KICK -> onTimer(() -> kick(command.getKick()));
                case COMMAND_NOT_SET -> LOG.debug("control sent a command of a newer version");
            }
        }

        private void kick(Kick kick) {
            EndReason reason = EndReason.of(EndReason.Kind.KICKED, kick.getReason());
            digest.members(kick.getId(), sessions.running())
                    .forEach(id -> sessions.kick(id, reason));
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
