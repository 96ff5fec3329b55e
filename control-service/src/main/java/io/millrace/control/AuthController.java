package io.millrace.control;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.CheckAccessRequest;
import io.millrace.proto.control.CheckAccessResponse;
import io.millrace.runtime.Ports;
import io.millrace.runtime.access.AccessControl;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who may do what, on control's HTTP port. */
@Controller(value = "/v1/auth", port = "${" + Ports.CONTROL + "}")
final class AuthController {
    private final AccessQuestions questions;

    AuthController(AccessControl access) {
        this.questions = new AccessQuestions(access);
    }

    @Answers(
            summary = "How a peer's request would be decided, and by which setting",
            body = CheckAccessRequest.class,
            message = CheckAccessResponse.class,
            refusals = Answers.Refusal.BAD_REQUEST)
    @Post(value = "/check", produces = MediaType.APPLICATION_JSON)
    @Consumes(MediaType.ALL)
    CompletionStage<HttpResponse<String>> check(@Body String question) {
        CheckAccessRequest.Builder request = CheckAccessRequest.newBuilder();
        try {
            JsonRequest.read(question, request);
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.completedFuture(JsonErrors.badRequest(malformed));
        }
        return JsonErrors.answer(questions.ask(request.build()).thenApply(JsonText::of));
    }
}
