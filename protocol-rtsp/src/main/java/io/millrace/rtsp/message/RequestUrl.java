package io.millrace.rtsp.message;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's URL names (RFC 2326, section 3.2): a path, and perhaps one of its tracks by the
 * {@code trackID=N} that our descriptions give. Clients put the track behind the query string
 * (ffmpeg, VLC) or before it (GStreamer); both are understood.
 *
 * @param base the URL without track and without trailing slash
 * @param path without leading or trailing slash, percent signs decoded
 */
public record RequestUrl(String base, String path, String query, OptionalInt track) {
    private static final Pattern URL =
            Pattern.compile(
                    "(rtspu?|rtsps)://([^/?]*)([^?]*)(?:\\?(.*))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TRACK = Pattern.compile("(.*?)/?trackID=([0-9]{1,3})/?");

    /**
     * Parses an absolute URL.
     *
     * @throws RtspException with 400 if it is none
     */
    public static RequestUrl parse(String url) throws RtspException {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw RtspException.of(Status.BAD_REQUEST, "not an rtsp:// URL (3.2)");
        }
        String authority = matcher.group(1) + "://" + matcher.group(2);
        String path = matcher.group(3);
        String query = matcher.group(4) == null ? "" : matcher.group(4);
        OptionalInt track = OptionalInt.empty();
        Matcher inQuery = TRACK.matcher(query);
        Matcher inPath = TRACK.matcher(path);
        if (inQuery.matches() && query.contains("/trackID=")) {
            track = OptionalInt.of(Integer.parseInt(inQuery.group(2)));
            query = inQuery.group(1);
        } else if (inPath.matches()) {
            track = OptionalInt.of(Integer.parseInt(inPath.group(2)));
            path = inPath.group(1);
        }
        path = stripSlashes(path);
        query = query.endsWith("/") ? query.substring(0, query.length() - 1) : query;
        String base = authority + "/" + path + (query.isEmpty() ? "" : "?" + query);
        return new RequestUrl(base, decode(path), query, track);
    }

    /** For logs: a query may have secrets. */
    public static String withoutQuery(String url) {
        int mark = url.indexOf('?');
        return mark < 0 ? url : url.substring(0, mark);
    }

    /** The URL that track controls are relative to. */
    public String contentBase() {
        return base + "/";
    }

    private static String stripSlashes(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }

    private static String decode(String path) throws RtspException {
        if (path.indexOf('%') < 0) {
            return path;
        }
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RtspException.of(Status.BAD_REQUEST, "URL with a broken percent escape");
        }
    }
}
