package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.proto.control.Path;
import io.millrace.runtime.Ports;
import java.util.concurrent.CompletionStage;

/** Paths that are being published, as JSON on control's HTTP port. */
@Controller(value = "/v1/paths", port = "${" + Ports.CONTROL + "}")
final class PathsController {
    private final ControlComponent control;

    PathsController(ControlComponent control) {
        this.control = control;
    }

    @Answers(
            summary = "Paths that are published and match all that is given",
            message = Path.class,
            page = true,
            refusals = Answers.Refusal.BAD_REQUEST)
    @Get(value = "/list", produces = MediaType.APPLICATION_JSON)
    CompletionStage<HttpResponse<String>> list(
            @QueryValue(defaultValue = "") String prefix,
            @QueryValue(defaultValue = "") String contains,
            @QueryValue(defaultValue = "") String matching,
            @QueryValue(defaultValue = "") String protocol,
            @QueryValue(defaultValue = "") String state,
            @QueryValue(defaultValue = "") String pod,
            @QueryValue(defaultValue = "0") int page,
            @QueryValue(defaultValue = "0") int itemsPerPage) {
        ListPathsRequest request =
                ListPathsRequest.newBuilder()
                        .setPrefix(prefix)
                        .setContains(contains)
                        .setMatching(matching)
                        .setProtocol(protocol)
                        .setState(state)
                        .setPod(pod)
                        .setPage(Math.max(page, 0))
                        .setItemsPerPage(Math.max(itemsPerPage, 0))
                        .build();
        return JsonErrors.answer(control.paths(request).thenApply(PathsController::json));
    }

    static String json(ListPathsResponse paths) {
        return "{\"itemCount\":%d,\"pageCount\":%d,\"items\":[%s]}"
                .formatted(
                        paths.getItemCount(),
                        paths.getPageCount(),
                        String.join(",", paths.getPathsList().stream().map(JsonText::of).toList()));
    }
}
