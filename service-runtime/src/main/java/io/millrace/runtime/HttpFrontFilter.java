package io.millrace.runtime;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.millrace.stream.HttpFront;
import java.net.InetSocketAddress;

/** Notes with each request who asks, past the proxies that are believed. Never blocks. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public final class HttpFrontFilter {
    private static final String VIEWER = "millrace.viewer";

    private final HttpFront front;

    HttpFrontFilter(HttpFront front) {
        this.front = front;
    }

    @RequestFilter
    void note(HttpRequest<?> request) {
        request.setAttribute(
                VIEWER,
                front.viewer(
                        request.getRemoteAddress(),
                        request.getHeaders().getAll("X-Forwarded-For")));
    }

    /** Who asks. */
    public static InetSocketAddress viewer(HttpRequest<?> request) {
        return request.getAttribute(VIEWER, InetSocketAddress.class)
                .orElseGet(request::getRemoteAddress);
    }
}
