package io.millrace.rtsp.client;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.publish.Announcement;

/**
 * The URLs of a described session and its tracks (RFC 2326, C.1.1): absolute, or relative to what
 * the answer says, or the request's. A base with a query takes the track behind it, as cameras
 * expect it.
 */
record TrackUrls(String base, String session) {
    private static final String SCHEME = "://";

    static TrackUrls of(RtspResponse description, String requestUrl, Announcement announcement) {
        String base =
                description
                        .headers()
                        .first(Headers.CONTENT_BASE)
                        .or(() -> description.headers().first("Content-Location"))
                        .filter(value -> value.contains(SCHEME))
                        .orElse(requestUrl);
        String control = announcement.control();
        String session = control.isEmpty() || control.equals("*") ? base : join(base, control);
        return new TrackUrls(session, session);
    }

    /** The URL of a track's SETUP. */
    String track(String control) {
        return control.isEmpty() || control.equals("*") ? base : join(base, control);
    }

    private static String join(String base, String control) {
        if (control.contains(SCHEME)) {
            return control;
        }
        boolean slashed = base.endsWith("/") || control.startsWith("/");
        return slashed ? base + control : base + "/" + control;
    }
}
