package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.AuthServiceGrpc;
import io.millrace.proto.control.CheckAccessRequest;
import io.millrace.proto.control.CheckAccessResponse;
import java.util.concurrent.CompletionException;

/** Who may do what, over gRPC. */
final class AuthGrpcService extends AuthServiceGrpc.AuthServiceImplBase {
    private final AccessQuestions questions;

    AuthGrpcService(AccessQuestions questions) {
        this.questions = questions;
    }

    @Override
    public void check(CheckAccessRequest request, StreamObserver<CheckAccessResponse> observer) {
        questions
                .ask(request)
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        GrpcFailures.complete(observer, answer);
                    } else {
                        observer.onError(failure(failure).asRuntimeException());
                    }
                });
    }

    private static Status failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof IllegalArgumentException senseless
                ? Status.INVALID_ARGUMENT.withDescription(senseless.getMessage())
                : Status.INTERNAL.withDescription(cause.toString()).withCause(cause);
    }
}
