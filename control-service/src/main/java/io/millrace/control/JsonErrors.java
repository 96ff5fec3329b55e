package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.millrace.proto.JsonText;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers of the JSON API to requests that make no sense. */
final class JsonErrors {
    private JsonErrors() {}

    /** 400 with the reason. */
    static HttpResponse<String> badRequest(IllegalArgumentException wrong) {
        return HttpResponse.badRequest(
                "{\"error\":" + JsonText.quoted(String.valueOf(wrong.getMessage())) + "}");
    }

    /** 200 with the JSON, or 400 if it turns out that the request makes no sense. */
    static CompletionStage<HttpResponse<String>> answer(CompletionStage<String> json) {
        return json.<HttpResponse<String>>thenApply(HttpResponse::ok)
                .exceptionallyCompose(failure ->
                        GrpcFailures.cause(failure) instanceof IllegalArgumentException senseless
                                ? CompletableFuture.completedFuture(badRequest(senseless))
                                : CompletableFuture.failedFuture(failure));
    }
}
