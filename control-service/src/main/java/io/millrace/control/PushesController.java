package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.CommandJobResponse;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.ListJobsRequest;
import io.millrace.runtime.Ports;
import io.millrace.runtime.config.ConfigEdit;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where paths are sent, on control's HTTP port. */
@ExecuteOn(TaskExecutors.BLOCKING)
@Controller(value = "/v1/pushes", port = "${" + Ports.CONTROL + "}")
final class PushesController {
    private static final String PUSH =
            "A push in JSON or YAML: its url and what else it has (configuration.schema.json); one"
                    + " that is there is meant by its URL, by what is shown of it, or by its id";

    private final PushEdits pushes;
    private final ControlComponent control;

    PushesController(PushEdits pushes, ControlComponent control) {
        this.control = control;
        this.pushes = pushes;
    }

    @Answers(
            summary = "Sends a path there from now on",
            text = PUSH,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/add/{+path}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> add(@PathVariable String path, @Body @Nullable String push) {
        return edit(ConfigEdit.Operation.ADD, path, push);
    }

    @Answers(
            summary = "Changes what is named of a push; null goes back to the default",
            text = PUSH,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/edit/{+path}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> change(@PathVariable String path, @Body @Nullable String push) {
        return edit(ConfigEdit.Operation.CHANGE, path, push);
    }

    @Answers(
            summary = "Sends a path there no more",
            text = PUSH,
            message = ApplyConfigResponse.class,
            refusals = Answers.Refusal.PROBLEMS)
    @Post(value = "/remove/{+path}", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    HttpResponse<String> remove(@PathVariable String path, @Body @Nullable String push) {
        return edit(ConfigEdit.Operation.REMOVE, path, push);
    }

    @Answers(summary = "Pushes that run, by path and URL, with their newest five errors")
    @Get(value = "/list", produces = MediaType.APPLICATION_JSON)
    String list(@QueryValue(defaultValue = "") String path) {
        return jobs(path).stream()
                .sorted(
                        Comparator.comparing(Job::getPath)
                                .thenComparing(Job::getTarget)
                                .thenComparing(Job::getId))
                .map(PushesController::json)
                .collect(Collectors.joining(",", "{\"pushes\":[", "]}"));
    }

    private List<Job> jobs(String path) {
        ListJobsRequest filter =
                ListJobsRequest.newBuilder().setKind(Job.Kind.PUSH).setPath(path).build();
        return control.server().map(server -> server.jobs().list(filter)).orElse(List.of());
    }

    /** As other servers' tools know it: newest error first, no time while it is not connected. */
    private static String json(Job job) {
        StringBuilder json = new StringBuilder();
        json.append("{\"path\":").append(JsonText.quoted(job.getPath()));
        json.append(",\"id\":").append(JsonText.quoted(job.getId()));
        json.append(",\"pod\":").append(JsonText.quoted(job.getPod()));
        json.append(",\"url\":").append(JsonText.quoted(job.getTarget()));
        json.append(",\"status\":").append(JsonText.quoted(job.getState()));
        json.append(",\"attempt\":").append(number(job, "attempt"));
        if (job.getNumbersMap().containsKey("connectedAt")) {
            json.append(",\"connected_at\":").append(time(number(job, "connectedAt")));
        }
        if (job.getErrorsCount() > 0) {
            json.append(
                    job.getErrorsList().reversed().stream()
                            .map(note ->
                                    "{\"message\":%s,\"at\":%s}"
                                            .formatted(
                                                    JsonText.quoted(note.getText()),
                                                    time(note.getAtMillis())))
                            .collect(Collectors.joining(",", ",\"errors\":[", "]")));
        }
        return json.append('}').toString();
    }

    private static long number(Job job, String name) {
        return Math.round(job.getNumbersMap().getOrDefault(name, 0.0));
    }

    private static String time(long millis) {
        return JsonText.quoted(Instant.ofEpochMilli(millis).toString());
    }

    @Answers(
            summary = "Tries a push again at once, from attempt 0, unless it is active",
            message = CommandJobResponse.class,
            refusals = {Answers.Refusal.BAD_REQUEST, Answers.Refusal.NOT_FOUND})
    @Post(value = "/retry/{+path}", produces = MediaType.APPLICATION_JSON)
    CompletableFuture<HttpResponse<String>> retry(
            @PathVariable String path, @QueryValue String id) {
        CommandJobRequest request =
                CommandJobRequest.newBuilder()
                        .setKind(Job.Kind.PUSH)
                        .setPath(path)
                        .setId(id)
                        .setVerb("retry")
                        .build();
        return control.server()
                .flatMap(server -> server.jobs().command(request))
                .map(asked -> asked.thenApply(JobsController::answer))
                .orElseGet(() ->
                        CompletableFuture.completedFuture(
                                HttpResponse.notFound(
                                        JobsController.error(
                                                "path '"
                                                        + path
                                                        + "' has no such push that runs"))));
    }

    private HttpResponse<String> edit(
            ConfigEdit.Operation operation, String path, @Nullable String push) {
        ConfigEdit edit =
                new ConfigEdit(operation, ConfigEdit.Of.PUSH, path, push == null ? "" : push);
        return ConfigController.answer(pushes.edit(edit, ConfigController.AUTHOR));
    }
}
