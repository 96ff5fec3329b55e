package io.millrace.control;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.millrace.control.LogEntry.Member;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Results of commands as answers of gRPC. */
final class GrpcFailures {
    /** Trailer with the address of the replica to ask instead. */
    static final Metadata.Key<String> OWNER =
            Metadata.Key.of("millrace-owner", Metadata.ASCII_STRING_MARSHALLER);

    private GrpcFailures() {}

    /** A request that makes no sense, else what passes by itself: the caller may try again. */
    static StatusRuntimeException of(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof IllegalArgumentException senseless) {
            return senseless(senseless);
        }
        Metadata trailers = new Metadata();
        if (cause instanceof NotOwnerException elsewhere) {
            Optional<Member> owner = elsewhere.owner();
            owner.ifPresent(member -> trailers.put(OWNER, member.address()));
        }
        return Status.UNAVAILABLE
                .withDescription(String.valueOf(cause.getMessage()))
                .withCause(cause)
                .asRuntimeException(trailers);
    }

    static StatusRuntimeException senseless(IllegalArgumentException why) {
        return Status.INVALID_ARGUMENT.withDescription(why.getMessage()).asRuntimeException();
    }

    /** What went wrong, out of its wrapping by a stage. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    static <T, R> void answer(
            StreamObserver<R> observer, CompletionStage<T> result, Function<T, R> response) {
        result.whenComplete((value, failure) -> {
            if (failure != null) {
                observer.onError(of(failure));
            } else {
                complete(observer, response.apply(value));
            }
        });
    }

    static <R> void complete(StreamObserver<R> observer, R response) {
        observer.onNext(response);
        observer.onCompleted();
    }
}
