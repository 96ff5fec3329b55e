package io.millrace.packager;

/** What became of a request for a path's content. */
sealed interface Outcome<T> {
    record Found<T>(T content) implements Outcome<T> {}

    /** Nobody publishes the path, or the segment is not kept any more. */
    record NotFound<T>(String reason) implements Outcome<T> {}

    /** The request asks for what cannot be. */
    record Refused<T>(String reason) implements Outcome<T> {}

    /** It may be there soon. */
    record Unavailable<T>(String reason) implements Outcome<T> {}
}
