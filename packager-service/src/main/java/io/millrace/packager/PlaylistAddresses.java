package io.millrace.packager;

import io.millrace.stream.PathName;
import java.net.URI;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts a query behind the addresses in playlists and MPDs, since players do not pass on that of the
 * playlist itself. Addresses of other servers stay as they are.
 */
final class PlaylistAddresses {
    static final String DASH_TYPE = "application/dash+xml";

    private static final Pattern ATTRIBUTE = Pattern.compile("(?<=[:,]URI=)\"([^\"]*)\"");
    private static final Pattern DASH_ATTRIBUTE =
            Pattern.compile("(?<=[ \\t\\n](?:media|initialization|sourceURL)=)\"([^\"]*)\"");
    private static final Pattern DASH_IDENTIFIER = Pattern.compile("\\$[^$]*\\$");

    private final String ownAddress;
    private final PathName ownPath;
    private final Function<PathName, String> query;

    /**
     * Of one playlist.
     *
     * @param ownAddress the playlist's own, without its query: {@code /live/cam/index.m3u8}
     * @param query by path that an address is of; what credentials allow the one
     */
    PlaylistAddresses(String ownAddress, PathName ownPath, Function<PathName, String> query) {
        this.ownAddress = ownAddress;
        this.ownPath = ownPath;
        this.query = query;
    }

    /** Whether answers of this media type name addresses. */
    static boolean areIn(String mediaType) {
        return mediaType.equals(FrontDoor.PLAYLIST_TYPE) || mediaType.equals(DASH_TYPE);
    }

    String rewritten(String mediaType, String text) {
        return mediaType.equals(DASH_TYPE)
                ? DASH_ATTRIBUTE.matcher(text).replaceAll(this::dashAttribute)
                : text.lines().map(this::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private String dashAttribute(MatchResult uri) {
        String whole = withQuery(uri.group(1).replace("&amp;", "&")).replace("&", "&amp;");
        return Matcher.quoteReplacement("\"" + whole + "\"");
    }

    private String line(String line) {
        if (line.isEmpty()) {
            return line;
        }
        return line.startsWith("#")
                ? ATTRIBUTE
                        .matcher(line)
                        .replaceAll(uri ->
                                Matcher.quoteReplacement("\"" + withQuery(uri.group(1)) + "\""))
                : withQuery(line);
    }

    private String withQuery(String uri) {
        int end = uri.indexOf('?');
        String address = end < 0 ? uri : uri.substring(0, end);
        if (address.startsWith("//") || Pattern.matches("[A-Za-z][A-Za-z0-9+.-]*:.*", address)) {
            return uri;
        }
        return uri + (end < 0 ? "?" : "&") + query.apply(pathOf(address));
    }

    /** The path that an address of ours is of; a template is one of what it stands for. */
    private PathName pathOf(String address) {
        if (address.indexOf('/') < 0) {
            return ownPath;
        }
        String one = DASH_IDENTIFIER.matcher(address).replaceAll("1");
        try {
            return FrontDoor.pathOf(Target.of(URI.create(ownAddress).resolve(one).getPath()))
                    .orElse(ownPath);
        } catch (IllegalArgumentException notAnAddress) {
            return ownPath;
        }
    }
}
