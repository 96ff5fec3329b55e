package io.millrace.runtime;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.stream.Collectors;

/** Health for orchestrators, on the metrics port only. */
@Controller(value = "/health", port = "${" + Ports.METRICS + "}")
final class HealthController {
    private final Lifecycle lifecycle;

    HealthController(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** The process answers. */
    @Get(value = "/live", produces = MediaType.APPLICATION_JSON)
    String live() {
        return "{\"status\":\"UP\"}";
    }

    /** Peers may be sent here: every part works, and the process is not going down. */
    @Get(value = "/ready", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> ready() {
        boolean ready = lifecycle.state() == Lifecycle.State.READY;
        String parts =
                lifecycle.parts().entrySet().stream()
                        .map(part -> "\"" + part.getKey() + "\":\"" + word(part.getValue()) + "\"")
                        .collect(Collectors.joining(","));
        String body = "{\"status\":\"" + word(ready) + "\",\"parts\":{" + parts + "}}";
        HttpStatus status = ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
        return HttpResponse.status(status).body(body);
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
