package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ClusterStatus;
import io.millrace.proto.control.DrainResponse;
import io.millrace.runtime.Ports;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Replicas and pods as JSON on control's HTTP port. */
@Controller(value = "/v1/cluster", port = "${" + Ports.CONTROL + "}")
final class ClusterController {
    private final ControlComponent control;

    ClusterController(ControlComponent control) {
        this.control = control;
    }

    @Answers(summary = "Control's replicas, and the pods", message = ClusterStatus.class)
    @Get(value = "/status", produces = MediaType.APPLICATION_JSON)
    CompletableFuture<String> status() {
        return control.server()
                .map(server -> server.cluster().status().thenApply(JsonText::of))
                .orElseGet(
                        () -> CompletableFuture.failedFuture(new IOException("not started yet")));
    }

    /** Has a pod end its sessions over {@code overMillis}; 0: 30 s. */
    @Answers(
            summary = "Has a pod end its sessions, spread over a time (0: 30 s)",
            message = DrainResponse.class,
            refusals = Answers.Refusal.NOT_FOUND)
    @Post(value = "/drain/{pod}", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> drain(
            @PathVariable String pod, @QueryValue(defaultValue = "0") long overMillis) {
        boolean told =
                control.server()
                        .filter(server -> server.cluster().drain(pod, overMillis))
                        .isPresent();
        return told
                ? HttpResponse.ok("{}")
                : HttpResponse.notFound(
                        "{\"error\":" + JsonText.quoted("no pod '" + pod + "'") + "}");
    }
}
