package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ListEventsResponse;
import io.millrace.runtime.Ports;
import java.util.concurrent.CompletableFuture;

/** Events as JSON on control's HTTP port, for who asks again and again. */
@Controller(value = "/v1", port = "${" + Ports.CONTROL + "}")
final class EventsController {
    static final int MAX_WAIT_SECONDS = 30;

    private final ControlComponent control;

    EventsController(ControlComponent control) {
        this.control = control;
    }

    @Answers(
            summary = "Newest events from number after on; with wait, held up to 30 s for the next",
            message = ListEventsResponse.class,
            refusals = Answers.Refusal.BAD_REQUEST)
    @Get(value = "/events/list", produces = MediaType.APPLICATION_JSON)
    CompletableFuture<HttpResponse<String>> list(
            @QueryValue(defaultValue = "") String path,
            @QueryValue(defaultValue = "0") long after,
            @QueryValue(defaultValue = "0") int wait) {
        if (wait < 0 || wait > MAX_WAIT_SECONDS) {
            return CompletableFuture.completedFuture(
                    JsonErrors.badRequest(
                            new IllegalArgumentException(
                                    "wait must be 0 to " + MAX_WAIT_SECONDS + " seconds")));
        }
        return control.server()
                .map(server -> server.events().newest().after(path, after, wait * 1_000L))
                .orElseGet(() ->
                        CompletableFuture.completedFuture(ListEventsResponse.getDefaultInstance()))
                .<HttpResponse<String>>thenApply(found -> HttpResponse.ok(JsonText.of(found)));
    }
}
