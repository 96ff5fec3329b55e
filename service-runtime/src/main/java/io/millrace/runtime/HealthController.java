package io.millrace.runtime;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.millrace.proto.JsonText;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * Peers may be sent here: every part that they need works, and the process is not going down.
     * Else 503 with the reasons.
     */
    @Get(value = "/ready", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> ready() {
        List<Lifecycle.Part> parts = lifecycle.parts();
        boolean ready =
                lifecycle.state() == Lifecycle.State.READY
                        && parts.stream()
                                .allMatch(part -> part.problem().isEmpty() || !part.needed());
        String states = members(parts.stream(), part -> word(part.problem().isEmpty()));
        String problems =
                members(
                        parts.stream().filter(part -> part.problem().isPresent()),
                        part -> part.problem().orElse(""));
        String body =
                "{\"status\":\"%s\",\"parts\":{%s},\"problems\":{%s}}"
                        .formatted(word(ready), states, problems);
        HttpStatus status = ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
        return HttpResponse.status(status).body(body);
    }

    private static String members(
            Stream<Lifecycle.Part> parts, Function<Lifecycle.Part, String> value) {
        return parts.map(part ->
                        JsonText.quoted(part.name()) + ":" + JsonText.quoted(value.apply(part)))
                .collect(Collectors.joining(","));
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
