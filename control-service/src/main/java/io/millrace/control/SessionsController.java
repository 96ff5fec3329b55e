package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import io.millrace.runtime.Ports;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions as JSON on control's HTTP port: {@code /v1/sessions/…}, and by protocol under the names
 * that other servers' tools know ({@code /v1/rtspsessions/list}).
 */
@Controller(value = "/v1", port = "${" + Ports.CONTROL + "}")
final class SessionsController {
    /** What each list has of the protocols; the first has all. */
    private static final Map<String, List<String>> LISTS =
            Map.of(
                    "sessions", List.of(),
                    "rtspsessions", List.of("rtsp"),
                    "rtspssessions", List.of("rtsps"),
                    "rtmpconns", List.of("rtmp"),
                    "rtmpsconns", List.of("rtmps"),
                    "srtconns", List.of("srt"));

    private final ControlComponent control;

    SessionsController(ControlComponent control) {
        this.control = control;
    }

    @Get(value = "/{list}/list", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> list(
            @PathVariable String list,
            @QueryValue(defaultValue = "") String path,
            @QueryValue(defaultValue = "") String pod,
            @QueryValue(defaultValue = "") String user,
            @QueryValue(defaultValue = "0") int page,
            @QueryValue(defaultValue = "0") int itemsPerPage) {
        Optional<List<Session>> found =
                find(list, SessionFilter.newBuilder().setPath(path).setPod(pod).setUser(user));
        return found.isPresent()
                ? HttpResponse.ok(json(Page.of(found.get(), page, itemsPerPage)))
                : notFound("no list '" + list + "'");
    }

    @Post(value = "/{list}/kick/{id}", produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> kick(@PathVariable String list, @PathVariable String id) {
        SessionFilter.Builder filter = SessionFilter.newBuilder().setId(id);
        boolean known = find(list, filter).filter(found -> !found.isEmpty()).isPresent();
        int kicked =
                known
                        ? control.server()
                                .map(server ->
                                        server.sessions()
                                                .kick(
                                                        filter.build(),
                                                        SessionGrpcService.reason("")))
                                .orElse(0)
                        : 0;
        return kicked == 0
                ? notFound("no session '" + id + "' in '" + list + "'")
                : HttpResponse.ok("{\"kicked\":" + kicked + "}");
    }

    private Optional<List<Session>> find(String list, SessionFilter.Builder filter) {
        List<String> protocols = LISTS.get(list);
        if (protocols == null) {
            return Optional.empty();
        }
        return control.server()
                .map(server ->
                        server.sessions().list(filter.build()).stream()
                                .filter(session ->
                                        protocols.isEmpty()
                                                || protocols.contains(session.getProtocol()))
                                .toList());
    }

    private static HttpResponse<String> notFound(String problem) {
        return HttpResponse.notFound("{\"error\":" + JsonText.quoted(problem) + "}");
    }

    static String json(Page<Session> page) {
        return "{\"itemCount\":%d,\"pageCount\":%d,\"items\":[%s]}"
                .formatted(
                        page.itemCount(),
                        page.pageCount(),
                        String.join(",", page.items().stream().map(JsonText::of).toList()));
    }
}
