package io.millrace.runtime.lease;

import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobAnswer;
import io.millrace.proto.control.JobCommand;
import io.millrace.proto.control.JobNote;
import io.millrace.proto.control.JobReport;
import io.millrace.runtime.job.JobDirectory;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.RunningJob;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reports how this pod's jobs go to control, all every few seconds and at once what came to another
 * state, and has them do what operators want.
 */
record JobReports(String pod, JobDirectory jobs)
        implements ReportStream.Subject<JobReport, JobCommand> {
    static final long PERIOD_MILLIS = 500;
    private static final int PERIODS_TO_ALL = 10;

    @Override
    public boolean hasNews() {
        return !jobs.statuses().isEmpty();
    }

    @Override
    public ReportStream.Talk<JobReport, JobCommand> begin() {
        return new Talk();
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

    private final class Talk implements ReportStream.Talk<JobReport, JobCommand> {
        private List<Told> told = List.of();
        private int periods;

        @Override
        public void tell(Consumer<JobReport> control) {
            List<JobStatus> statuses = jobs.statuses();
            List<Told> now = statuses.stream().map(Told::of).toList();
            if (periods++ % PERIODS_TO_ALL == 0 || !now.equals(told)) {
                told = now;
                JobReport.Builder report = JobReport.newBuilder().setPod(pod).setComplete(true);
                statuses.forEach(status -> report.addJobs(job(status)));
                control.accept(report.build());
            }
        }

        @Override
        public void onCommand(JobCommand command, Consumer<JobReport> control) {
            JobAnswer.Builder answer = JobAnswer.newBuilder().setNumber(command.getNumber());
            answer.setProblem(done(command).orElse(""));
            control.accept(JobReport.newBuilder().setPod(pod).addAnswers(answer).build());
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
}
