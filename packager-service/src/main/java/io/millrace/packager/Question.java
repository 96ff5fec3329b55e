package io.millrace.packager;

import java.util.Optional;

/** What a request wants to know of a path. */
@FunctionalInterface
interface Question<T> {
    /** The answer; empty if it may be there soon, so that the request is held. */
    Optional<Outcome<T>> answer(PathView view, long nowMillis);
}
