package io.millrace.control;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.millrace.proto.control.Lease;
import io.millrace.runtime.Ports;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Paths that are being published, as JSON on control's HTTP port. */
@Controller(value = "/v1/paths", port = "${" + Ports.CONTROL + "}")
final class PathsController {
    private final ControlComponent control;

    PathsController(ControlComponent control) {
        this.control = control;
    }

    @Get(value = "/list", produces = MediaType.APPLICATION_JSON)
    CompletableFuture<String> list() {
        return control.leases().thenApply(PathsController::json);
    }

    static String json(List<Lease> leases) {
        return leases.stream()
                .map(PathsController::json)
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    private static String json(Lease lease) {
        return "{\"name\":%s,\"epoch\":%d,\"pod\":%s,\"publisher\":%s,\"grantedAtMillis\":%d}"
                .formatted(
                        quoted(lease.getPath()),
                        lease.getEpoch(),
                        quoted(lease.getPod()),
                        quoted(lease.getPublisher()),
                        lease.getGrantedAtMillis());
    }

    /** RFC 8259, section 7. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append("\\u%04x".formatted((int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
