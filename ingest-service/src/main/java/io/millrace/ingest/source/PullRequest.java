package io.millrace.ingest.source;

import io.millrace.runtime.config.SourceAddress;
import io.millrace.stream.PathName;

/** One address of a path's. */
record PullRequest(PathName path, SourceAddress address, SourceSpec spec) {
    /** For logs. */
    String title() {
        return "source " + address.shown();
    }
}
