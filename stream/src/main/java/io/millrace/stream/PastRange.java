package io.millrace.stream;

import java.time.Instant;
import java.util.Optional;

/**
 * A part of the past, on the log's clock.
 *
 * @param begin when the entry point was written that it begins with
 * @param end what was written then or later does not belong to it; empty where it goes on
 */
public record PastRange(Instant begin, Optional<Instant> end) {}
