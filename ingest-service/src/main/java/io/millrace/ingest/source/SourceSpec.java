package io.millrace.ingest.source;

import io.millrace.runtime.config.PathSettings;
import io.millrace.stream.mpegts.TsPublication;

/**
 * What a path pulls and how.
 *
 * @param transport how a transport stream is read
 */
record SourceSpec(PathSettings.Source source, TsPublication.Settings transport) {
    static SourceSpec of(PathSettings path) {
        return new SourceSpec(
                path.source(),
                new TsPublication.Settings(
                        path.publish().passthrough(), path.publish().programNumber()));
    }
}
