package io.millrace.runtime;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.millrace.proto.JsonText;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Health for orchestrators, on the metrics port only. */
@Controller(value = "/health", port = "${" + Ports.METRICS + "}")
final class HealthController {
    private final Lifecycle lifecycle;
    private final SessionRegistry sessions;

    HealthController(Lifecycle lifecycle, SessionRegistry sessions) {
        this.lifecycle = lifecycle;
        this.sessions = sessions;
    }

    /** The process answers. */
    @Get(value = "/live", produces = MediaType.APPLICATION_JSON)
    String live() {
        return "{\"status\":\"UP\"}";
    }

    /**
     * Peers may be sent here: every part that they need works, and the process is neither drained
     * nor going down. Else 503 with the reasons.
     */
    @Get(value = "/ready", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> ready() {
        List<Lifecycle.Part> parts = lifecycle.parts();
        Optional<String> refusal = sessions.refusal().map(RefusedException::getMessage);
        boolean ready =
                lifecycle.state() == Lifecycle.State.READY
                        && refusal.isEmpty()
                        && parts.stream()
                                .allMatch(part -> part.problem().isEmpty() || !part.needed());
        String states = members(parts.stream(), part -> word(part.problem().isEmpty()));
        Stream<Lifecycle.Part> notWorking =
                Stream.concat(
                        parts.stream().filter(part -> part.problem().isPresent()),
                        refusal.map(_ -> new Lifecycle.Part("sessions", refusal, true)).stream());
        String problems = members(notWorking, part -> part.problem().orElse(""));
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
