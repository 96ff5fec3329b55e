package io.millrace.runtime;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.JsonErrorResponseBodyProvider;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Bodies of the HTTP server's own errors, such as a URL that it cannot read: plain words. */
@Singleton
@Primary
final class ErrorText implements JsonErrorResponseBodyProvider<String> {
    @Override
    public String body(ErrorContext context, HttpResponse<?> response) {
        return context.getErrors().stream()
                .map(Error::getMessage)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public String contentType() {
        return "text/plain";
    }
}
