package io.millrace.runtime.config;

import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where readers of a path are sent: at most one URL for each protocol. <code>{path}</code> in a URL
 * stands for the path's name.
 *
 * @param urls as written; empty where the path is served here
 */
public record Redirect(List<String> urls) {
    /** Nowhere: the path is served here. */
    public static final Redirect NONE = new Redirect(List.of());

    private static final Pattern URL =
            Pattern.compile("(?i)(rtsps?|rtmps?|https?)://[^/\\s,@?#]+/[^\\s,?#]*[^\\s,?#/]");
    private static final Set<String> HTTP = Set.of("hls", "dash", "http", "mpegts", "flv");

    public Redirect {
        urls = List.copyOf(urls);
    }

    static Redirect parse(String text) throws ValueType.InvalidValueException {
        List<String> urls = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String url = part.strip();
            if (!URL.matcher(url).matches()) {
                throw new ValueType.InvalidValueException(
                        "readers are sent to rtsp://HOST/PATH, or rtsps, rtmp, rtmps, http, https,"
                                + " without user and query");
            }
            urls.add(url);
        }
        return new Redirect(urls);
    }

    /** Whether readers are sent away. */
    public boolean isSet() {
        return !urls.isEmpty();
    }

    /**
     * The URL for a reader; empty if there is none of its protocol. An encrypted protocol goes to a
     * plain one only where there is no other.
     *
     * @param protocol as {@link io.millrace.stream.Client} names it
     */
    public Optional<String> locationOf(PathName path, String protocol) {
        String plain = HTTP.contains(protocol) ? "http" : protocol.replaceFirst("s$", "");
        boolean secure = protocol.endsWith("s") && !HTTP.contains(protocol);
        Optional<String> first = of(secure ? plain + "s" : plain);
        Optional<String> other = of(secure ? plain : plain + "s");
        return first.or(() -> other)
                .map(url -> url.replaceAll(Pattern.quote("{path}"), quoted(path)));
    }

    private static String quoted(PathName path) {
        return Matcher.quoteReplacement(path.value());
    }

    private Optional<String> of(String scheme) {
        return urls.stream()
                .filter(url -> url.toLowerCase(Locale.ROOT).startsWith(scheme + "://"))
                .findFirst();
    }

    @Override
    public String toString() {
        return String.join(", ", urls);
    }
}
