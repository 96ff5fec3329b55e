package io.millrace.ingest.source;

import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.SourceAddress;
import io.millrace.stream.mpegts.TsPublication;

/**
 * What a path pulls and how.
 *
 * @param transport how a transport stream is read
 */
record SourceSpec(PathSettings.Source source, TsPublication.Settings transport) {
    static SourceSpec of(PathSettings path) {
        return of(path, path.source());
    }

    /** Of what the path shows while nobody publishes it. */
    static SourceSpec ofFallback(PathSettings path, SourceAddress address) {
        return of(path, path.source().of(address));
    }

    private static SourceSpec of(PathSettings path, PathSettings.Source source) {
        return new SourceSpec(
                source,
                new TsPublication.Settings(
                        path.publish().passthrough(), path.publish().programNumber()));
    }
}
