package io.millrace.packager.rewind;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts a query behind each address in a playlist. */
public final class RangeAddresses {
    private static final Pattern ATTRIBUTE = Pattern.compile("URI=\"([^\"]*)\"");

    private RangeAddresses() {}

    /** The playlist with {@code query} behind its addresses; as it is if the query is empty. */
    public static String with(String query, String playlist) {
        return query.isEmpty()
                ? playlist
                : playlist.lines()
                        .map(line -> line(query, line))
                        .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(String query, String line) {
        if (line.isEmpty()) {
            return line;
        }
        if (!line.startsWith("#")) {
            return address(query, line);
        }
        return ATTRIBUTE
                .matcher(line)
                .replaceAll(uri ->
                        Matcher.quoteReplacement("URI=\"" + address(query, uri.group(1)) + "\""));
    }

    private static String address(String query, String uri) {
        return uri + (uri.contains("?") ? "&" : "?") + query;
    }
}
