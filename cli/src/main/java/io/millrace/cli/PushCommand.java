package io.millrace.cli;

import io.grpc.ManagedChannel;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.ConfigServiceGrpc;
import io.millrace.proto.control.EditConfigRequest;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobServiceGrpc;
import io.millrace.proto.control.ListJobsRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code push}. */
@Command(
        name = "push",
        description = "Where a running server's paths are sent (paths.NAME.pushes).",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class PushCommand {
    @Command(
            name = "add",
            description =
                    "Sends a path to a URL from now on, whichever pod runs; kept over restarts.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int add(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Name of the path.") String path,
            @Parameters(
                            paramLabel = "URL",
                            description = "rtmp, rtmps, rtsp, rtsps or srt, with its secrets.")
                    String url,
            @Option(
                            names = "--limit",
                            paramLabel = "COUNT",
                            description = "Attempts in a row after which it has failed; 0: never.")
                    @Nullable Integer limit,
            @Option(names = "--comment", paramLabel = "TEXT", description = "For people.")
                    @Nullable String comment) {
        StringBuilder settings = new StringBuilder("{\"url\":").append(JsonText.quoted(url));
        if (limit != null) {
            settings.append(",\"limit\":").append(limit);
        }
        if (comment != null) {
            settings.append(",\"comment\":").append(JsonText.quoted(comment));
        }
        return edit(control, EditConfigRequest.Operation.ADD, path, settings.append('}'));
    }

    @Command(
            name = "list",
            description = "Lists pushes that run, with their newest error.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int list(
            @Mixin ControlOptions control,
            @Option(
                            names = "--path",
                            paramLabel = "PATH",
                            defaultValue = "",
                            description = "Only of this path.")
                    String path) {
        return control.run((channel, out) -> {
            List<Job> pushes = jobs(control, channel, path);
            if (control.isJson()) {
                pushes.forEach(push -> out.println(JsonText.of(push)));
                return ExitCodes.OK;
            }
            Table table = new Table("PATH", "ID", "URL", "STATUS", "ATTEMPT", "POD", "ERROR");
            for (Job push : pushes) {
                int errors = push.getErrorsCount();
                table.add(
                        push.getPath(),
                        push.getId(),
                        push.getTarget(),
                        push.getState(),
                        Math.round(push.getNumbersMap().getOrDefault("attempt", 0.0)),
                        push.getPod(),
                        errors == 0 ? "" : push.getErrors(errors - 1).getText());
            }
            table.print(out);
            return ExitCodes.OK;
        });
    }

    private static List<Job> jobs(ControlOptions control, ManagedChannel channel, String path) {
        ListJobsRequest request =
                ListJobsRequest.newBuilder().setKind(Job.Kind.PUSH).setPath(path).build();
        return control.limited(JobServiceGrpc.newBlockingStub(channel)).list(request).getJobsList();
    }

    @Command(
            name = "retry",
            description = "Tries a push again at once, such as one that has failed.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int retry(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Name of the path.") String path,
            @Parameters(paramLabel = "ID", description = "Of the push, as it is listed.")
                    String id) {
        CommandJobRequest request =
                CommandJobRequest.newBuilder()
                        .setKind(Job.Kind.PUSH)
                        .setPath(path)
                        .setId(id)
                        .setVerb("retry")
                        .build();
        return control.run((channel, out) -> {
            var _ = control.limited(JobServiceGrpc.newBlockingStub(channel)).command(request);
            return ExitCodes.OK;
        });
    }

    @Command(
            name = "remove",
            description = "Sends a path there no more.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int remove(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Name of the path.") String path,
            @Parameters(
                            paramLabel = "URL",
                            description = "As it was added, as it is shown, or the push's id.")
                    String url) {
        StringBuilder settings = new StringBuilder("{\"url\":").append(JsonText.quoted(url));
        return edit(control, EditConfigRequest.Operation.REMOVE, path, settings.append('}'));
    }

    private static int edit(
            ControlOptions control,
            EditConfigRequest.Operation operation,
            String path,
            CharSequence settings) {
        EditConfigRequest request =
                EditConfigRequest.newBuilder()
                        .setOperation(operation)
                        .setEntry(EditConfigRequest.Entry.PUSH)
                        .setName(path)
                        .setSettings(settings.toString())
                        .setAuthor("millrace push")
                        .build();
        return control.run((channel, out) ->
                RemoteConfigCommand.tell(
                        control,
                        control.limited(ConfigServiceGrpc.newBlockingStub(channel)).edit(request),
                        out));
    }
}
