package io.millrace.runtime.config;

import java.util.List;

/** What came of new settings. */
public sealed interface ConfigResult {
    /** They hold now. */
    record Applied(ConfigChange change) implements ConfigResult {}

    /** They say what holds already. */
    record Unchanged() implements ConfigResult {}

    /** They cannot be used, and nothing changed. */
    record Refused(List<ConfigProblem> problems) implements ConfigResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
