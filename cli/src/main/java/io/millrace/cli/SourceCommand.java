package io.millrace.cli;

import io.grpc.ManagedChannel;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobNote;
import io.millrace.proto.control.JobServiceGrpc;
import io.millrace.proto.control.ListJobsRequest;
import io.millrace.proto.control.ListJobsResponse;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code source}. */
@Command(
        name = "source",
        description = "Streams that are pulled, on all pods.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class SourceCommand {
    @Command(
            name = "list",
            description = "Lists the sources that are pulled.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int list(@Mixin ControlOptions control) {
        return control.run((channel, out) -> {
            print(control, jobs(control, channel, Job.Kind.SOURCE, ""), out);
            return ExitCodes.OK;
        });
    }

    @Command(
            name = "show",
            description = "Shows a path's source with its errors and switches.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int show(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Path.") String path) {
        return control.run((channel, out) -> {
            List<Job> jobs = jobs(control, channel, Job.Kind.SOURCE, path);
            print(control, jobs, out);
            if (!control.isJson()) {
                jobs.forEach(job -> {
                    job.getErrorsList().forEach(note -> print("error", note, out));
                    job.getChangesList().forEach(note -> print("switch", note, out));
                });
            }
            return jobs.isEmpty() ? ExitCodes.REFUSED : ExitCodes.OK;
        });
    }

    @Command(
            name = "switch",
            description = "Takes another source of a path.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int switchSource(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Path.") String path,
            @Parameters(
                            paramLabel = "TO",
                            arity = "0..1",
                            defaultValue = "",
                            description =
                                    "Its number, from 1; auto: by priority again; nothing: the"
                                            + " next.")
                    String to) {
        CommandJobRequest request =
                CommandJobRequest.newBuilder()
                        .setKind(Job.Kind.SOURCE)
                        .setPath(path)
                        .setVerb("switch")
                        .setArgument(to)
                        .build();
        return control.run((channel, out) -> {
            var _ = control.limited(JobServiceGrpc.newBlockingStub(channel)).command(request);
            out.println(control.isJson() ? "{}" : "asked for");
            return ExitCodes.OK;
        });
    }

    private static void print(String word, JobNote note, PrintWriter out) {
        out.println(word + "  " + Instant.ofEpochMilli(note.getAtMillis()) + "  " + note.getText());
    }

    /** All of a kind, of one path or all. */
    static List<Job> jobs(
            ControlOptions control, ManagedChannel channel, Job.Kind kind, String path) {
        List<Job> jobs = new ArrayList<>();
        ListJobsResponse answer;
        int page = 0;
        do {
            ListJobsRequest request =
                    ListJobsRequest.newBuilder()
                            .setKind(kind)
                            .setPath(path)
                            .setPage(page++)
                            .build();
            answer = control.limited(JobServiceGrpc.newBlockingStub(channel)).list(request);
            jobs.addAll(answer.getJobsList());
        } while (page < answer.getPageCount());
        return jobs;
    }

    private static void print(ControlOptions control, List<Job> jobs, PrintWriter out) {
        if (control.isJson()) {
            jobs.forEach(job -> out.println(JsonText.of(job)));
            return;
        }
        Table table = new Table("PATH", "STATE", "SOURCE", "SINCE", "BYTES", "POD");
        for (Job job : jobs) {
            table.add(
                    job.getPath(),
                    job.getState(),
                    job.getTarget(),
                    Instant.ofEpochMilli(job.getSinceMillis()),
                    (long) job.getNumbersOrDefault("bytes", 0),
                    job.getPod());
        }
        table.print(out);
    }
}
