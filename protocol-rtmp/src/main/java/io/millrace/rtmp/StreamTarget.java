package io.millrace.rtmp;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a client's URL names: {@code rtmp://host/app/name?query}.
 *
 * @param path app and name, as one path; not checked
 * @param query what followed a question mark in either; may hold a password, so never logged
 */
record StreamTarget(String path, String query) {
    /** The instance that Flash servers take where none is given. */
    private static final String DEFAULT_INSTANCE = "_definst_";

    /**
     * Joins what {@code connect} and {@code publish} or {@code play} said. Clients split a URL at
     * different slashes, so only the joined path counts; empty parts, as of a slash at the end, and
     * the default instance are left out.
     */
    static StreamTarget of(String app, String streamName) {
        String path =
                Stream.of(app, streamName)
                        .map(StreamTarget::beforeQuery)
                        .flatMap(part -> Arrays.stream(part.split("/", -1)))
                        .filter(part -> !part.isEmpty() && !part.equals(DEFAULT_INSTANCE))
                        .collect(Collectors.joining("/"));
        String query =
                List.of(app, streamName).stream()
                        .map(StreamTarget::query)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("&"));
        return new StreamTarget(path, query);
    }

    private static String beforeQuery(String part) {
        int mark = part.indexOf('?');
        return mark < 0 ? part : part.substring(0, mark);
    }

    private static String query(String part) {
        int mark = part.indexOf('?');
        return mark < 0 ? "" : part.substring(mark + 1);
    }

    @Override
    public String toString() {
        return "StreamTarget[" + path + "]";
    }
}
