package io.millrace.control;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.KickResponse;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import io.millrace.runtime.Ports;
import java.util.List;
import java.util.Map;

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

    @Answers(
            summary = "Sessions that match all that is given",
            message = Session.class,
            page = true,
            refusals = Answers.Refusal.BAD_REQUEST)
    @Get(
            uris = {
                "/sessions/list",
                "/rtspsessions/list",
                "/rtspssessions/list",
                "/rtmpconns/list",
                "/rtmpsconns/list",
                "/srtconns/list"
            },
            produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> list(
            HttpRequest<?> request,
            @QueryValue(defaultValue = "") String path,
            @QueryValue(defaultValue = "") String contains,
            @QueryValue(defaultValue = "") String matching,
            @QueryValue(defaultValue = "") String pod,
            @QueryValue(defaultValue = "") String user,
            @QueryValue(defaultValue = "") String protocol,
            @QueryValue(defaultValue = "") String kind,
            @QueryValue(defaultValue = "") String state,
            @QueryValue(defaultValue = "0") int page,
            @QueryValue(defaultValue = "0") int itemsPerPage) {
        SessionFilter.Builder filter =
                SessionFilter.newBuilder()
                        .setPath(path)
                        .setContains(contains)
                        .setMatching(matching)
                        .setPod(pod)
                        .setUser(user)
                        .setProtocol(protocol)
                        .setState(state);
        try {
            filter.setKind(kind(kind));
            List<Session> found = find(listOf(request), filter);
            return HttpResponse.ok(json(Page.of(found, page, itemsPerPage)));
        } catch (IllegalArgumentException senseless) {
            return JsonErrors.badRequest(senseless);
        }
    }

    private static Session.Kind kind(String name) {
        return switch (name) {
            case "" -> Session.Kind.KIND_UNSPECIFIED;
            case "publish" -> Session.Kind.PUBLISH;
            case "read" -> Session.Kind.READ;
            default -> throw new IllegalArgumentException("kind must be publish or read");
        };
    }

    @Answers(
            summary = "Paths that packagers follow because somebody watches them over HTTP",
            message = Session.class,
            page = true)
    @Get(value = "/hlsmuxers/list", produces = MediaType.APPLICATION_JSON)
    String muxers(
            @QueryValue(defaultValue = "") String path,
            @QueryValue(defaultValue = "") String pod,
            @QueryValue(defaultValue = "0") int page,
            @QueryValue(defaultValue = "0") int itemsPerPage) {
        SessionFilter.Builder filter =
                SessionFilter.newBuilder().setKind(Session.Kind.MUXER).setPath(path).setPod(pod);
        return json(Page.of(find("sessions", filter), page, itemsPerPage));
    }

    @Answers(
            summary = "Ends a session",
            message = KickResponse.class,
            refusals = Answers.Refusal.NOT_FOUND)
    @Post(
            uris = {
                "/sessions/kick/{id}",
                "/rtspsessions/kick/{id}",
                "/rtspssessions/kick/{id}",
                "/rtmpconns/kick/{id}",
                "/rtmpsconns/kick/{id}",
                "/srtconns/kick/{id}"
            },
            produces = MediaType.APPLICATION_JSON)
    HttpResponse<String> kick(HttpRequest<?> request, @PathVariable String id) {
        SessionFilter.Builder filter = SessionFilter.newBuilder().setId(id);
        int kicked =
                find(listOf(request), filter).isEmpty()
                        ? 0
                        : control.server().map(server -> kick(server, filter)).orElse(0);
        return kicked == 0
                ? HttpResponse.notFound(
                        "{\"error\":"
                                + JsonText.quoted(
                                        "no session '" + id + "' in '" + listOf(request) + "'")
                                + "}")
                : HttpResponse.ok(JsonText.of(KickResponse.newBuilder().setKicked(kicked).build()));
    }

    private static int kick(ControlServer server, SessionFilter.Builder filter) {
        return server.sessions().kick(filter.build(), SessionGrpcService.reason(""));
    }

    /** The second word of {@code /v1/rtspsessions/list}. */
    private static String listOf(HttpRequest<?> request) {
        return request.getPath().split("/", 4)[2];
    }

    private List<Session> find(String list, SessionFilter.Builder filter) {
        List<String> protocols = LISTS.getOrDefault(list, List.of());
        return control
                .server()
                .map(server -> server.sessions().list(filter.build()))
                .orElse(List.of())
                .stream()
                .filter(session -> protocols.isEmpty() || protocols.contains(session.getProtocol()))
                .toList();
    }

    static String json(Page<Session> page) {
        return "{\"itemCount\":%d,\"pageCount\":%d,\"items\":[%s]}"
                .formatted(
                        page.itemCount(),
                        page.pageCount(),
                        String.join(",", page.items().stream().map(JsonText::of).toList()));
    }
}
