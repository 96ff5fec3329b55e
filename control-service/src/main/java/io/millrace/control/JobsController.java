package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.CommandJobResponse;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.ListJobsRequest;
import io.millrace.runtime.Ports;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Jobs as JSON on control's HTTP port; sources under a name of their own. */
@Controller(value = "/v1", port = "${" + Ports.CONTROL + "}")
final class JobsController {
    private final ControlComponent control;

    JobsController(ControlComponent control) {
        this.control = control;
    }

    @Answers(summary = "Jobs that match all that is given", message = Job.class, page = true)
    @Get(value = "/jobs/list", produces = MediaType.APPLICATION_JSON)
    String jobs(
            @QueryValue(defaultValue = "") String kind,
            @QueryValue(defaultValue = "") String path,
            @QueryValue(defaultValue = "") String pod,
            @QueryValue(defaultValue = "0") int page,
            @QueryValue(defaultValue = "0") int itemsPerPage) {
        Optional<Job.Kind> wanted = kind(kind);
        ListJobsRequest.Builder filter = ListJobsRequest.newBuilder().setPath(path).setPod(pod);
        List<Job> found = wanted.isEmpty() ? List.of() : find(filter.setKind(wanted.get()).build());
        return json(Page.of(found, page, itemsPerPage));
    }

    /** Empty if there is no such kind; no word means all. */
    private static Optional<Job.Kind> kind(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.of(Job.Kind.KIND_UNSPECIFIED);
            case "source" -> Optional.of(Job.Kind.SOURCE);
            case "push" -> Optional.of(Job.Kind.PUSH);
            case "hook" -> Optional.of(Job.Kind.HOOK);
            default -> Optional.empty();
        };
    }

    @Answers(
            summary = "Sources that are pulled, with their errors and switches",
            message = Job.class,
            page = true)
    @Get(value = "/sources/list", produces = MediaType.APPLICATION_JSON)
    String sources(
            @QueryValue(defaultValue = "") String path,
            @QueryValue(defaultValue = "") String pod,
            @QueryValue(defaultValue = "0") int page,
            @QueryValue(defaultValue = "0") int itemsPerPage) {
        ListJobsRequest filter =
                ListJobsRequest.newBuilder()
                        .setKind(Job.Kind.SOURCE)
                        .setPath(path)
                        .setPod(pod)
                        .build();
        return json(Page.of(find(filter), page, itemsPerPage));
    }

    @Answers(
            summary = "Takes another source of a path: the next, that of a number from 1, or auto",
            message = CommandJobResponse.class,
            refusals = {Answers.Refusal.BAD_REQUEST, Answers.Refusal.NOT_FOUND})
    @Post(value = "/sources/switch/{+path}", produces = MediaType.APPLICATION_JSON)
    CompletableFuture<HttpResponse<String>> switchSource(
            @PathVariable String path, @QueryValue(defaultValue = "") String to) {
        CommandJobRequest request =
                CommandJobRequest.newBuilder()
                        .setKind(Job.Kind.SOURCE)
                        .setPath(path)
                        .setVerb("switch")
                        .setArgument(to)
                        .build();
        return control.server()
                .flatMap(server -> server.jobs().command(request))
                .map(asked -> asked.thenApply(JobsController::answer))
                .orElseGet(() ->
                        CompletableFuture.completedFuture(
                                HttpResponse.notFound(
                                        error("path '" + path + "' has no source that runs"))));
    }

    static HttpResponse<String> answer(String problem) {
        return problem.isEmpty() ? HttpResponse.ok("{}") : HttpResponse.badRequest(error(problem));
    }

    static String error(String text) {
        return "{\"error\":" + JsonText.quoted(text) + "}";
    }

    private List<Job> find(ListJobsRequest filter) {
        return control.server().map(server -> server.jobs().list(filter)).orElse(List.of());
    }

    private static String json(Page<Job> page) {
        return "{\"itemCount\":%d,\"pageCount\":%d,\"items\":[%s]}"
                .formatted(
                        page.itemCount(),
                        page.pageCount(),
                        String.join(",", page.items().stream().map(JsonText::of).toList()));
    }
}
