package io.millrace.runtime.job;

import io.millrace.stream.PathName;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a job is going, for operators: nothing in it is secret.
 *
 * @param state one word: {@code connecting}, {@code running}, {@code waiting}, {@code failed}
 * @param target what it pulls from or pushes to, without credentials and stream keys
 * @param since when it came into this state
 * @param errors the newest, oldest first
 * @param changes such as switches between sources, the newest, oldest first
 * @param numbers what it counts, by name
 */
public record JobStatus(
        JobKind kind,
        PathName path,
        String id,
        String state,
        String target,
        Instant since,
        List<Note> errors,
        List<Note> changes,
        Map<String, Number> numbers) {
    /** Something that happened. */
    public record Note(Instant at, String text) {}

    public JobStatus {
        errors = List.copyOf(errors);
        changes = List.copyOf(changes);
        numbers = Map.copyOf(numbers);
    }
}
