package io.millrace.stream.push;

import io.millrace.stream.PathName;
import java.util.List;
import java.util.OptionalLong;

/**
 * A push at one moment; without secrets.
 *
 * @param url as it is shown
 * @param attempt the running number of the try since the last one that lasted; 0 before the first
 * @param sinceMillis when it came into this status
 * @param connectedAtMillis while it is active
 * @param errors newest first, at most {@link PushProgress#MAX_ERRORS}; none while it is active
 */
public record PushSnapshot(
        PathName path,
        String id,
        String url,
        String comment,
        PushStatus status,
        int attempt,
        long sinceMillis,
        OptionalLong connectedAtMillis,
        List<PushError> errors) {
    public PushSnapshot {
        errors = List.copyOf(errors);
    }
}
