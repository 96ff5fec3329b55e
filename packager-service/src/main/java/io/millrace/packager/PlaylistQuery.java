package io.millrace.packager;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a player asks of a playlist by delivery directives (rfc8216bis, section 6.2.5).
 *
 * @param segment media sequence number that it waits for; -1 if it does not wait
 * @param part part of it; -1 for the whole segment
 * @param skip whether it takes a delta update
 */
record PlaylistQuery(long segment, int part, boolean skip) {
    private static final Pattern DIRECTIVE = Pattern.compile("(?:^|&)_HLS_(msn|part|skip)=([^&]*)");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    static final PlaylistQuery AT_ONCE = new PlaylistQuery(-1, -1, false);

    boolean isBlocking() {
        return segment >= 0;
    }

    /** Reads a URL's query; empty if a directive is not well-formed. */
    static Optional<PlaylistQuery> parse(String query) {
        long segment = -1;
        int part = -1;
        boolean skip = false;
        Matcher directives = DIRECTIVE.matcher(query);
        while (directives.find()) {
            String value = directives.group(2);
            if (directives.group(1).equals("skip")) {
                skip = value.equals("YES") || value.equals("v2");
            } else if (!NUMBER.matcher(value).matches()) {
                return Optional.empty();
            } else if (directives.group(1).equals("msn")) {
                segment = Long.parseLong(value);
            } else {
                part = Integer.parseInt(value);
            }
        }
        return part >= 0 && segment < 0
                ? Optional.empty()
                : Optional.of(new PlaylistQuery(segment, part, skip));
    }
}
