package io.millrace.runtime;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpVersion;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.millrace.runtime.session.SessionRegistry;

/**
 * Ends each connection with its next answer while the process lets its peers go (RFC 9112, section
 * 9.6): who asks on for segments does so over a new connection, which the front door gives to
 * another pod. No request is refused for it. Never blocks.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class LeavingFilter {
    private final Lifecycle lifecycle;
    private final SessionRegistry sessions;

    LeavingFilter(Lifecycle lifecycle, SessionRegistry sessions) {
        this.lifecycle = lifecycle;
        this.sessions = sessions;
    }

    @ResponseFilter
    void endConnection(HttpRequest<?> request, MutableHttpResponse<?> response) {
        boolean leaving =
                switch (lifecycle.state()) {
                    case LEAVING, STOPPED -> true;
                    case NEW, STARTING, READY -> sessions.refusal().isPresent();
                };
        if (leaving && request.getHttpVersion() != HttpVersion.HTTP_2_0) {
            response.header(HttpHeaders.CONNECTION, "close");
        }
    }
}
