package io.millrace.runtime.access;

import io.millrace.runtime.config.PathSettings.Protocols;
import io.millrace.runtime.config.Redirect;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.util.Locale;
import java.util.Optional;

/** What a path may be read over: an encrypted protocol counts as the plain one. */
final class ReadProtocols {
    private ReadProtocols() {}

    /**
     * Empty where the path is served.
     *
     * @param protocol as {@link io.millrace.stream.Client} names it
     */
    static Optional<RefusedException> refusal(Protocols served, PathName path, String protocol) {
        return isServed(served, protocol)
                ? Optional.empty()
                : Optional.of(
                        new RefusedException(
                                RefusedException.Cause.NOT_FOUND,
                                "path '%s' is not served over %s"
                                        .formatted(path, protocol.toUpperCase(Locale.ROOT))));
    }

    /** Where the path is served instead; empty where it is here. */
    static Optional<RefusedException> moved(Redirect redirect, PathName path, String protocol) {
        if (!redirect.isSet()) {
            return Optional.empty();
        }
        return Optional.of(
                redirect.locationOf(path, protocol)
                        .map(url ->
                                RefusedException.moved(
                                        url, "path '%s' is served at %s".formatted(path, url)))
                        .orElseGet(() ->
                                new RefusedException(
                                        RefusedException.Cause.NOT_FOUND,
                                        "path '%s' is served elsewhere, not over %s"
                                                .formatted(
                                                        path, protocol.toUpperCase(Locale.ROOT)))));
    }

    private static boolean isServed(Protocols served, String protocol) {
        return switch (protocol) {
            case "rtsp", "rtsps" -> served.rtsp();
            case "rtmp", "rtmps" -> served.rtmp();
            case "srt" -> served.srt();
            case "mpegts" -> served.mpegts();
            case "flv" -> served.flv();
            default -> true;
        };
    }
}
