package io.millrace.rtsp.client;

import io.millrace.stream.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's URL (RFC 2326, section 3.2), taken as cameras' makers write them: with any characters
 * in path and password. Its text shows no secrets.
 *
 * @param tls whether the scheme is {@code rtsps}
 * @param host without the brackets of an IPv6 address
 * @param rest path and query as written; empty, or beginning with a slash or question mark
 * @param credentials that stood in the URL
 */
public record RtspUrl(boolean tls, String host, int port, String rest, Credentials credentials) {
    /** The port of {@code rtsp} (RFC 2326). */
    public static final int DEFAULT_PORT = 554;

    /** The port of {@code rtsps} (RFC 7826). */
    public static final int DEFAULT_TLS_PORT = 322;

    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_PORT = 65_535;
    private static final Pattern URL =
            Pattern.compile(
                    "(rtsps?)://(?:([^/?]*)@)?(\\[[0-9a-fA-F:.%a-z]+]|[^/?:@\\[\\]]+)"
                            + "(?::([0-9]{1,5}))?([/?].*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none; the message shows no secret
     */
    public static RtspUrl parse(String text) {
        Matcher matcher = URL.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches() || hasControls(text)) {
            throw new IllegalArgumentException("not an rtsp:// or rtsps:// URL (RFC 2326, 3.2)");
        }
        boolean tls = matcher.group(1).equalsIgnoreCase("rtsps");
        int port =
                matcher.group(4) == null
                        ? (tls ? DEFAULT_TLS_PORT : DEFAULT_PORT)
                        : Integer.parseInt(matcher.group(4));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("RTSP URL with port " + port);
        }
        String host = matcher.group(3);
        return new RtspUrl(
                tls,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                Optional.ofNullable(matcher.group(5)).orElse(""),
                credentials(Optional.ofNullable(matcher.group(2))));
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static Credentials credentials(Optional<String> userInfo) {
        if (userInfo.isEmpty()) {
            return new Credentials.None();
        }
        String text = userInfo.get();
        int colon = text.indexOf(':');
        return colon < 0
                ? new Credentials.Password(decoded(text), "")
                : new Credentials.Password(
                        decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
    }

    /** A percent sign that is no escape stands for itself: passwords are pasted as they are. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    /** What stands in requests: no user or password. */
    public String request() {
        return authority() + rest.replace(" ", "%20");
    }

    /** As logs may show it: without query, where tokens are. */
    public String shown() {
        int query = rest.indexOf('?');
        return authority() + (query < 0 ? rest : rest.substring(0, query));
    }

    private String authority() {
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        boolean usual = port == (tls ? DEFAULT_TLS_PORT : DEFAULT_PORT);
        return (tls ? "rtsps://" : "rtsp://") + shownHost + (usual ? "" : ":" + port);
    }

    boolean isSameServer(RtspUrl other) {
        return tls == other.tls && port == other.port && host.equalsIgnoreCase(other.host);
    }

    @Override
    public String toString() {
        return shown();
    }
}
