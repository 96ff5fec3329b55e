package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobAnswer;
import io.millrace.proto.control.JobCommand;
import io.millrace.proto.control.JobNote;
import io.millrace.proto.control.JobReport;
import io.millrace.proto.control.JobServiceGrpc;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.RunningJob;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports how this pod's jobs go to one replica of control, all every few seconds and at once what
 * came to another state, and has them do what operators want. Confined to its timer's one thread.
 */
final class JobReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobReports.class);
    private static final long PERIOD_MILLIS = 500;
    private static final int PERIODS_TO_ALL = 10;

    private final ManagedChannel channel;
    private final String pod;
    private final JobDirectory jobs;
    private final ScheduledExecutorService timer;
    private Optional<Stream> open = Optional.empty();
    private volatile boolean closed;
    private volatile Optional<ScheduledFuture<?>> ticks = Optional.empty();

    JobReports(
            ManagedChannel channel, String pod, JobDirectory jobs, ScheduledExecutorService timer) {
        this.channel = channel;
        this.pod = pod;
        this.jobs = jobs;
        this.timer = timer;
    }

    void start() {
        ticks =
                Optional.of(
                        timer.scheduleWithFixedDelay(
                                this::tick, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void tick() {
        List<JobStatus> statuses = jobs.statuses();
        if (closed || (statuses.isEmpty() && open.isEmpty())) {
            return;
        }
        open.orElseGet(this::connect).report(statuses);
    }

    private Stream connect() {
        Stream stream = new Stream();
        open = Optional.of(stream);
        stream.reports = Optional.of(JobServiceGrpc.newStub(channel).report(stream));
        return stream;
    }

    /** What is told at once when it differs. */
    private record Told(JobKind kind, String path, String id, String state, int notes) {
        static Told of(JobStatus status) {
            return new Told(
                    status.kind(),
                    status.path().value(),
                    status.id(),
                    status.state() + " " + status.target(),
                    (status.errors().hashCode() * 31) + status.changes().hashCode());
        }
    }

    /** One stream, and what it has told. */
    private final class Stream implements StreamObserver<JobCommand> {
        private Optional<StreamObserver<JobReport>> reports = Optional.empty();
        private List<Told> told = List.of();
        private int periods;

        void report(List<JobStatus> statuses) {
            List<Told> now = statuses.stream().map(Told::of).toList();
            if (periods++ % PERIODS_TO_ALL == 0 || !now.equals(told)) {
                told = now;
                JobReport.Builder report = JobReport.newBuilder().setPod(pod).setComplete(true);
                statuses.forEach(status -> report.addJobs(job(status)));
                send(report.build());
            }
        }

        private void send(JobReport report) {
            reports.ifPresent(out -> out.onNext(report));
        }

        @Override
        public void onNext(JobCommand command) {
            onTimer(() -> {
                JobAnswer.Builder answer = JobAnswer.newBuilder().setNumber(command.getNumber());
                answer.setProblem(done(command).orElse(""));
                send(JobReport.newBuilder().setPod(pod).addAnswers(answer).build());
            });
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

    /** Why it was not done; empty if it was. */
    private Optional<String> done(JobCommand command) {
        Optional<RunningJob> job =
                kind(command.getKind())
                        .flatMap(kind -> jobs.find(kind, command.getPath(), command.getId()));
        if (job.isEmpty()) {
            return Optional.of("it does not run on pod " + pod + " any more");
        }
        try {
            job.get().command(command.getVerb(), command.getArgument());
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private static Optional<JobKind> kind(Job.Kind kind) {
        return switch (kind) {
            case SOURCE -> Optional.of(JobKind.SOURCE);
            case PUSH -> Optional.of(JobKind.PUSH);
            case HOOK -> Optional.of(JobKind.HOOK);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private void onTimer(Runnable step) {
        try {
            timer.execute(step);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the reports have ended", stopped);
        }
    }

    private Job job(JobStatus status) {
        Job.Builder job =
                Job.newBuilder()
                        .setKind(
                                switch (status.kind()) {
                                    case SOURCE -> Job.Kind.SOURCE;
                                    case PUSH -> Job.Kind.PUSH;
                                    case HOOK -> Job.Kind.HOOK;
                                })
                        .setPath(status.path().value())
                        .setId(status.id())
                        .setPod(pod)
                        .setState(status.state())
                        .setTarget(status.target())
                        .setSinceMillis(status.since().toEpochMilli());
        status.errors().forEach(note -> job.addErrors(note(note)));
        status.changes().forEach(note -> job.addChanges(note(note)));
        status.numbers().forEach((name, value) -> job.putNumbers(name, value.doubleValue()));
        return job.build();
    }

    private static JobNote note(JobStatus.Note note) {
        return JobNote.newBuilder()
                .setAtMillis(note.at().toEpochMilli())
                .setText(note.text())
                .build();
    }

    @Override
    public void close() {
        closed = true;
        ticks.ifPresent(task -> task.cancel(false));
    }
}
