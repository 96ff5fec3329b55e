package io.millrace.control;

import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobCommand;
import io.millrace.proto.control.JobReport;
import io.millrace.proto.control.ListJobsRequest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The jobs of all pods, as they report them to this replica. Thread-safe; writes to a stream never
 * block.
 */
final class JobBook implements PodReports.Book<JobReport, JobCommand> {
    private static final int ANSWER_SECONDS = 5;
    private static final Comparator<Job> ORDER =
            Comparator.comparing(Job::getKind)
                    .thenComparing(Job::getPath)
                    .thenComparing(Job::getId)
                    .thenComparing(Job::getPod);

    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<Long, CompletableFuture<String>> waiting = new HashMap<>();
    private long number;

    private record Pod(List<Job> jobs, StreamObserver<JobCommand> commands) {}

    /** A report of a pod, on this stream. */
    @Override
    public void report(JobReport report, StreamObserver<JobCommand> commands) {
        Map<CompletableFuture<String>, String> answered = new HashMap<>();
        synchronized (this) {
            if (report.getComplete()) {
                List<Job> jobs =
                        report.getJobsList().stream()
                                .map(job -> job.toBuilder().setPod(report.getPod()).build())
                                .toList();
                pods.put(report.getPod(), new Pod(jobs, commands));
            }
            report.getAnswersList()
                    .forEach(answer ->
                            Optional.ofNullable(waiting.remove(answer.getNumber()))
                                    .ifPresent(asked -> answered.put(asked, answer.getProblem())));
        }
        answered.forEach(CompletableFuture::complete);
    }

    /** The stream of a pod ended: others do its jobs. */
    @Override
    public synchronized void ended(String name, StreamObserver<JobCommand> commands) {
        Optional.ofNullable(pods.get(name))
                .filter(pod -> pod.commands().equals(commands))
                .ifPresent(_ -> pods.remove(name));
    }

    /** Those that match, in order. */
    synchronized List<Job> list(ListJobsRequest filter) {
        return pods.values().stream()
                .flatMap(pod -> pod.jobs().stream())
                .filter(job ->
                        filter.getKind() == Job.Kind.KIND_UNSPECIFIED
                                || filter.getKind() == job.getKind())
                .filter(job -> filter.getPath().isEmpty() || filter.getPath().equals(job.getPath()))
                .filter(job -> filter.getPod().isEmpty() || filter.getPod().equals(job.getPod()))
                .sorted(ORDER)
                .toList();
    }

    /**
     * Has the pod do something with its job.
     *
     * @return why it was not done, empty if it was; no future if no pod does such a job
     */
    Optional<CompletableFuture<String>> command(CommandJobRequest request) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        synchronized (this) {
            Optional<Pod> pod =
                    pods.values().stream()
                            .filter(each -> each.jobs().stream().anyMatch(job -> is(job, request)))
                            .findFirst();
            if (pod.isEmpty()) {
                return Optional.empty();
            }
            long mine = ++number;
            waiting.put(mine, answer);
            var _ =
                    answer.completeOnTimeout(
                                    "the pod does not answer", ANSWER_SECONDS, TimeUnit.SECONDS)
                            .whenComplete((_, _) -> forget(mine));
            pod.get().commands().onNext(command(request, mine));
        }
        return Optional.of(answer);
    }

    private synchronized void forget(long answered) {
        waiting.remove(answered);
    }

    private static boolean is(Job job, CommandJobRequest request) {
        return job.getKind() == request.getKind()
                && job.getPath().equals(request.getPath())
                && job.getId().equals(request.getId());
    }

    private static JobCommand command(CommandJobRequest request, long number) {
        return JobCommand.newBuilder()
                .setNumber(number)
                .setKind(request.getKind())
                .setPath(request.getPath())
                .setId(request.getId())
                .setVerb(request.getVerb())
                .setArgument(request.getArgument())
                .build();
    }
}
