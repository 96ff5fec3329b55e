package io.millrace.runtime;

import io.millrace.stream.PathName;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which paths are published, on any pod: asked of control. Thread-safe, never blocks. */
@FunctionalInterface
public interface PublishedPaths {
    /** Those that control's replicas within reach know of, by name. */
    CompletionStage<List<PathName>> list();
}
