package io.millrace.stream.kafka;

import io.millrace.stream.PathName;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * What may differ by path, and may change while the log runs.
 *
 * @param retentionMillis asked when a path's topic is made
 * @param lingerMillis how long its records wait for others; asked when an epoch begins
 * @param pendingBytes that may be appended and not yet acknowledged; asked when an epoch begins
 */
public record PathRules(
        ToLongFunction<PathName> retentionMillis,
        ToIntFunction<PathName> lingerMillis,
        ToLongFunction<PathName> pendingBytes) {
    /** The same for every path. */
    static PathRules of(KafkaSettings settings) {
        return new PathRules(
                _ -> settings.topics().retentionMillis(),
                _ -> settings.writing().lingerMillis(),
                _ -> settings.writing().pathPendingBytes());
    }
}
