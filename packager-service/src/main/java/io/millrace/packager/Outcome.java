package io.millrace.packager;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What became of a request for a path's content. */
sealed interface Outcome<T> {
    /** The same of what was found. */
    default <R> Outcome<R> map(Function<T, R> of) {
        return switch (this) {
            case Found<T>(T content) -> new Found<>(of.apply(content));
            case NotFound<T>(String reason) -> new NotFound<>(reason);
            case Refused<T>(String reason) -> new Refused<>(reason);
            case Unavailable<T>(String reason) -> new Unavailable<>(reason);
        };
    }

    /** What follows from what was found. */
    default <R> CompletionStage<Outcome<R>> then(Function<T, CompletionStage<Outcome<R>>> of) {
        return switch (this) {
            case Found<T>(T content) -> of.apply(content);
            case NotFound<T>(String reason) -> done(new NotFound<>(reason));
            case Refused<T>(String reason) -> done(new Refused<>(reason));
            case Unavailable<T>(String reason) -> done(new Unavailable<>(reason));
        };
    }

    private static <R> CompletionStage<Outcome<R>> done(Outcome<R> outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    record Found<T>(T content) implements Outcome<T> {}

    /** Nobody publishes the path, or the segment is not kept any more. */
    record NotFound<T>(String reason) implements Outcome<T> {}

    /** The request asks for what cannot be. */
    record Refused<T>(String reason) implements Outcome<T> {}

    /** It may be there soon. */
    record Unavailable<T>(String reason) implements Outcome<T> {}
}
