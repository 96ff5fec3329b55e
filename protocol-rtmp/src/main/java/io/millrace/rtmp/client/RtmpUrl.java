package io.millrace.rtmp.client;

import io.millrace.stream.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code rtmp[s]://[user:password@]host[:port]/app[/instance]/key[?query]}. All but the last part
 * of the path is the app. Its text shows no secrets: a stream's key is one, and so are password and
 * query.
 *
 * @param app as {@code connect} names it
 * @param key the stream's name; empty if the path has one part only
 * @param query without its question mark; sent with the key
 * @param credentials to answer a challenge with
 */
public record RtmpUrl(
        boolean secure,
        String host,
        int port,
        String app,
        String key,
        String query,
        Credentials credentials) {
    /** Where a server listens if the URL does not say. */
    public static final int DEFAULT_PORT = 1935;

    /** Likewise for RTMPS. */
    public static final int DEFAULT_SECURE_PORT = 443;

    private static final String HIDDEN = "***";
    private static final int MIN_SECRET_LENGTH = 4;

    /** Reads a URL; what is wrong is told without the part that may be secret. */
    public static RtmpUrl parse(String text) {
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("rtmp") && !scheme.equals("rtmps")) {
            throw new IllegalArgumentException(
                    "unsupported scheme '" + scheme + "': a URL of rtmp:// or rtmps:// is needed");
        }
        String rest = text.substring(schemeEnd + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String pathAndQuery = slash < 0 ? "" : rest.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        String hostAndPort = authority.substring(at + 1);
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        int last = path.lastIndexOf('/');
        boolean secure = scheme.equals("rtmps");
        return new RtmpUrl(
                secure,
                host(hostAndPort),
                port(hostAndPort, secure),
                last < 0 ? path : path.substring(0, last),
                last < 0 ? "" : path.substring(last + 1),
                mark < 0 ? "" : pathAndQuery.substring(mark + 1),
                credentials(at < 0 ? "" : authority.substring(0, at)));
    }

    /** Without the brackets of an IPv6 address. */
    private static String host(String hostAndPort) {
        int bracket = hostAndPort.indexOf(']');
        String host =
                hostAndPort.startsWith("[") && bracket > 0
                        ? hostAndPort.substring(1, bracket)
                        : hostAndPort.split(":", 2)[0];
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host in the RTMP URL");
        }
        return host;
    }

    private static int port(String hostAndPort, boolean secure) {
        int colon = hostAndPort.indexOf(':', hostAndPort.indexOf(']') + 1);
        if (colon < 0) {
            return secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT;
        }
        String digits = hostAndPort.substring(colon + 1);
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 0xFFFF) {
            throw new IllegalArgumentException("the RTMP URL's port is no number up to 65535");
        }
        return Integer.parseInt(digits);
    }

    private static Credentials credentials(String userInfo) {
        if (userInfo.isEmpty()) {
            return new Credentials.None();
        }
        String[] parts = userInfo.split(":", 2);
        return new Credentials.Password(
                unescaped(parts[0]), parts.length > 1 ? unescaped(parts[1]) : "");
    }

    private static String unescaped(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The stream's name as {@code publish} and {@code play} tell it; secret. */
    String streamName() {
        return query.isEmpty() ? key : key + "?" + query;
    }

    /** What {@code connect} tells as {@code tcUrl}. */
    String tcUrl(String appQuery) {
        return server() + "/" + app + appQuery;
    }

    private String server() {
        String shownHost = host.contains(":") ? "[" + host + "]" : host;
        return (secure ? "rtmps://" : "rtmp://") + shownHost + ":" + port;
    }

    /** A text of the server's without the secrets that it may repeat. */
    String hidden(String text) {
        String hidden = text;
        if (!query.isEmpty()) {
            hidden = hidden.replace(query, HIDDEN);
            for (String part : query.split("&", -1)) {
                hidden = hiddenLong(hidden, part.substring(part.indexOf('=') + 1));
            }
        }
        if (credentials instanceof Credentials.Password(_, String password)) {
            hidden = hiddenLong(hidden, password);
        }
        return hiddenWord(hidden, key);
    }

    /** A value such as {@code 1} is no secret, and would be found everywhere. */
    private static String hiddenLong(String text, String value) {
        return value.length() < MIN_SECRET_LENGTH ? text : text.replace(value, HIDDEN);
    }

    private static String hiddenWord(String text, String word) {
        return word.isEmpty()
                ? text
                : text.replaceAll(
                        "(?<![A-Za-z0-9])" + Pattern.quote(word) + "(?![A-Za-z0-9])", HIDDEN);
    }

    @Override
    public String toString() {
        return server() + "/" + app + (key.isEmpty() ? "" : "/" + HIDDEN);
    }
}
