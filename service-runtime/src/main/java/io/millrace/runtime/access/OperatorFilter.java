package io.millrace.runtime.access;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.HeaderCredentials;
import io.millrace.stream.HttpFront;
import io.millrace.stream.QueryCredentials;
import io.millrace.stream.RefusedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Lets operators in who may: {@code metrics} for the metrics, {@code api} for all else that
 * controllers with a port of their own serve. Health is everybody's, since orchestrators show
 * nothing. Never blocks.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class OperatorFilter {
    private static final String CHALLENGES = "Basic realm=\"millrace\", Bearer realm=\"millrace\"";

    private final AccessControl access;
    private final HttpFront front;

    OperatorFilter(AccessControl access, HttpFront front) {
        this.access = access;
        this.front = front;
    }

    /** The refusal; empty where the request goes on. */
    @RequestFilter
    CompletionStage<Optional<HttpResponse<?>>> refusal(HttpRequest<?> request) {
        Optional<Action> action = action(request);
        if (action.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return access.check(new AccessRequest(action.get(), Optional.empty(), client(request)))
                .handle((_, failure) ->
                        failure == null ? Optional.empty() : Optional.of(response(failure)));
    }

    /** What the request needs; empty where it is not an operator's. */
    private static Optional<Action> action(HttpRequest<?> request) {
        boolean operators =
                RouteAttributes.getRouteMatch(request)
                        .flatMap(route ->
                                route.getAnnotationMetadata().stringValue(Controller.class, "port"))
                        .isPresent();
        String page = request.getPath();
        if (!operators || page.startsWith("/health/")) {
            return Optional.empty();
        }
        return Optional.of(page.equals("/metrics") ? Action.METRICS : Action.API);
    }

    private Client client(HttpRequest<?> request) {
        String query = Optional.ofNullable(request.getUri().getRawQuery()).orElse("");
        String agent =
                Optional.ofNullable(request.getHeaders().get(HttpHeaders.USER_AGENT)).orElse("");
        Credentials shown =
                Optional.ofNullable(request.getHeaders().get(HttpHeaders.AUTHORIZATION))
                        .map(HeaderCredentials::of)
                        .orElseGet(() -> QueryCredentials.of(query));
        return Client.of(
                        request.isSecure() ? "https" : "http",
                        front.viewer(
                                request.getRemoteAddress(),
                                request.getHeaders().getAll("X-Forwarded-For")))
                .withQuery(query)
                .withUserAgent(agent)
                .withCredentials(shown);
    }

    private static HttpResponse<?> response(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (!(cause instanceof RefusedException refused)) {
            throw new CompletionException(cause);
        }
        HttpStatus status =
                switch (refused.refusal()) {
                    case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
                    case FORBIDDEN -> HttpStatus.FORBIDDEN;
                    case LIMIT -> HttpStatus.TOO_MANY_REQUESTS;
                    case NOT_FOUND, MOVED -> HttpStatus.NOT_FOUND;
                    case BUSY, UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
                };
        MutableHttpResponse<String> response =
                HttpResponse.<String>status(status)
                        .contentType(MediaType.TEXT_PLAIN)
                        .body(refused.getMessage() + "\n");
        return status == HttpStatus.UNAUTHORIZED
                ? response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGES)
                : response;
    }
}
