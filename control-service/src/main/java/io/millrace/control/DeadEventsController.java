package io.millrace.control;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ListDeadEventsResponse;
import io.millrace.runtime.Ports;
import java.io.IOException;

/** Events that webhooks never took, as JSON on control's HTTP port. */
@ExecuteOn(TaskExecutors.BLOCKING)
@Controller(value = "/v1", port = "${" + Ports.CONTROL + "}")
final class DeadEventsController {
    private final DeadEvents dead;

    DeadEventsController(DeadEvents dead) {
        this.dead = dead;
    }

    @Answers(
            summary = "Events that webhooks never took: the newest, at most limit",
            message = ListDeadEventsResponse.class)
    @Get(value = "/events/dead", produces = MediaType.APPLICATION_JSON)
    String list(@QueryValue(defaultValue = "0") int limit) throws IOException {
        return JsonText.of(
                ListDeadEventsResponse.newBuilder().addAllEvents(dead.newest(limit)).build());
    }
}
