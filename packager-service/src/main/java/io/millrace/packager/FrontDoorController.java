package io.millrace.packager;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Options;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.server.types.files.StreamedFile;
import io.millrace.runtime.HttpConnections;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.PathName;
import io.millrace.stream.RewindQuery;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * All of the main HTTP port. One route for every URL, since names of paths contain slashes and a
 * URL's end says what it asks for; every answer, errors too, may be read by pages of any origin.
 */
@Controller
final class FrontDoorController {
    private static final String EVERYTHING = "/{rest:.*}";
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private final FrontDoor frontDoor;
    private final Viewers viewers;
    private final PathIndex index;
    private final Delivery delivery;

    FrontDoorController(FrontDoor frontDoor, Viewers viewers, PathIndex index, Delivery delivery) {
        this.frontDoor = frontDoor;
        this.viewers = viewers;
        this.index = index;
        this.delivery = delivery;
    }

    @Get(EVERYTHING)
    CompletionStage<MutableHttpResponse<?>> get(HttpRequest<?> request) {
        Target target = Target.of(request.getUri().getPath());
        String query = Optional.ofNullable(request.getUri().getRawQuery()).orElse("");
        Asked asked = Asked.of(request);
        return admitted(request, target, query, asked.gzip())
                .thenApply(reply -> delivery.delivered(reply, asked))
                .thenApply(reply -> asked.head() ? headers(reply) : response(request, reply));
    }

    private CompletionStage<Reply> admitted(
            HttpRequest<?> request, Target target, String query, boolean gzip) {
        if (target instanceof Target.Paths) {
            return index.answer(HttpViewer.of(request, "http"));
        }
        Optional<PathName> path = FrontDoor.pathOf(target);
        if (path.isEmpty()) {
            return frontDoor.answer(target, query, gzip, Optional.empty());
        }
        Optional<String> protocol = FrontDoor.protocolOf(target);
        HttpViewer viewer = HttpViewer.of(request, protocol.orElse("http"));
        return viewers.admit(path.get(), viewer, action(target, query), protocol.isPresent())
                .thenCompose(verdict ->
                        switch (verdict) {
                            case Viewers.Verdict.Refused(Reply reply) ->
                                    CompletableFuture.completedFuture(reply);
                            case Viewers.Verdict.Moved(String location) ->
                                    CompletableFuture.completedFuture(
                                            moved(location, request, path.get()));
                            case Viewers.Verdict.Admitted(Visit visit) ->
                                    frontDoor
                                            .answer(target, query, gzip, range(request))
                                            .whenComplete((reply, failure) ->
                                                    visit.leave()
                                                            .accept(
                                                                    failure == null
                                                                            ? bytes(reply)
                                                                            : 0))
                                            .thenApply(reply ->
                                                    visit.complete(
                                                            reply,
                                                            request.getUri().getPath(),
                                                            path.get()));
                        });
    }

    /** The same file of the path, where that is. */
    private static Reply moved(String location, HttpRequest<?> request, PathName path) {
        String file = request.getUri().getPath().substring(1 + path.value().length());
        String query =
                Optional.ofNullable(request.getUri().getRawQuery()).map("?"::concat).orElse("");
        return Reply.empty(302, Reply.NOT_CACHED, Map.of("Location", location + file + query));
    }

    private static long bytes(Reply reply) {
        return reply.sizeBytes();
    }

    private static Action action(Target target, String query) {
        return target instanceof Target.Clip || RewindQuery.isIn(query)
                ? Action.PLAYBACK
                : Action.READ;
    }

    private static Optional<String> range(HttpRequest<?> request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeaders.RANGE));
    }

    /** Answers a browser that asks what other origins may do. */
    @Options(EVERYTHING)
    MutableHttpResponse<?> options(HttpRequest<?> request) {
        Map<String, String> allowed =
                Map.of(
                        "Allow",
                        METHODS,
                        "Access-Control-Allow-Methods",
                        METHODS,
                        "Access-Control-Allow-Headers",
                        "*",
                        "Access-Control-Max-Age",
                        "86400");
        return response(
                request,
                delivery.readableBy(
                        Reply.empty(204, Reply.NOT_CACHED, allowed), Asked.of(request)));
    }

    @Post(EVERYTHING)
    MutableHttpResponse<?> post(HttpRequest<?> request) {
        return notAllowed(request);
    }

    @Put(EVERYTHING)
    MutableHttpResponse<?> put(HttpRequest<?> request) {
        return notAllowed(request);
    }

    @Patch(EVERYTHING)
    MutableHttpResponse<?> patch(HttpRequest<?> request) {
        return notAllowed(request);
    }

    @Delete(EVERYTHING)
    MutableHttpResponse<?> delete(HttpRequest<?> request) {
        return notAllowed(request);
    }

    private MutableHttpResponse<?> notAllowed(HttpRequest<?> request) {
        Reply problem =
                Reply.problem(405, "only " + METHODS + " are served", Map.of("Allow", METHODS));
        return response(request, delivery.readableBy(problem, Asked.of(request)));
    }

    private static MutableHttpResponse<?> response(HttpRequest<?> request, Reply reply) {
        MutableHttpResponse<Object> response = headersOf(reply);
        if (reply.growing().isPresent()) {
            return response.body(reply.growing().get().on(HttpConnections.eventLoopOf(request)));
        }
        return response.body(
                reply.longBody().<Object>map(FrontDoorController::file).orElse(reply.body()));
    }

    /** Written by threads that may block, as fast as the client takes it. */
    private static StreamedFile file(LongBody body) {
        return new StreamedFile(
                body.content(), MediaType.of(FrontDoor.CMAF_TYPE), 0, body.sizeBytes());
    }

    /** The answer to HEAD. */
    private static MutableHttpResponse<Object> headers(Reply reply) {
        MutableHttpResponse<Object> response = headersOf(reply);
        reply.body().release();
        return response;
    }

    private static MutableHttpResponse<Object> headersOf(Reply reply) {
        MutableHttpResponse<Object> response = HttpResponse.status(reply.status(), "");
        response.header(HttpHeaders.CACHE_CONTROL, reply.caching());
        response.header("X-Content-Type-Options", "nosniff");
        reply.mediaType().ifPresent(type -> response.header(HttpHeaders.CONTENT_TYPE, type));
        reply.headers().forEach(response::header);
        boolean hasLength = reply.status() != 204 && reply.status() != 304;
        if (hasLength && reply.growing().isEmpty()) {
            response.header(HttpHeaders.CONTENT_LENGTH, Long.toString(reply.sizeBytes()));
        }
        return response;
    }
}
