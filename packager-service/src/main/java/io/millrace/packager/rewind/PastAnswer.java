package io.millrace.packager.rewind;

/** What became of a request for a path's past. */
public sealed interface PastAnswer<T> {
    /** It is there. */
    record Found<T>(T content) implements PastAnswer<T> {}

    /** The log does not hold it, or not any more; {@code reason} says what it does hold. */
    record Missing<T>(String reason) implements PastAnswer<T> {}

    /** It cannot be asked for. */
    record Refused<T>(String reason) implements PastAnswer<T> {}

    /** Too many ask, or the log cannot be reached: later. */
    record Busy<T>(String reason) implements PastAnswer<T> {}
}
