package io.millrace.stream.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a push goes. Holds secrets: the last part of an RTMP URL's path is a stream's key, and
 * user, password and query may be ones of any; {@link #toString} shows none of them.
 *
 * @param text as written
 * @param shown the same without what may be secret
 */
public record PushUrl(Scheme scheme, String text, String shown) {
    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_PORT = 65_535;
    private static final int ID_LENGTH = 8;
    private static final String HIDDEN = "***";
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,31})://.*");
    private static final Pattern URL =
            Pattern.compile(
                    "[A-Za-z]+://(?:[^/?]*@)?(\\[[0-9a-fA-F:.]+]|[^/?:@\\[\\]\\s]+)"
                            + "(?::([0-9]{1,5}))?(/[^?]*)?(\\?.*)?");

    /** How it is sent. */
    public enum Scheme {
        RTMP,
        RTMPS,
        RTSP,
        RTSPS,
        SRT
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if no push can go there; the message shows no secret
     */
    public static PushUrl parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            throw new IllegalArgumentException("is not a URL such as rtmp://host/app/key");
        }
        Scheme kind = scheme(scheme.group(1));
        Matcher url = URL.matcher(text);
        boolean controls = text.chars().anyMatch(Character::isISOControl);
        if (text.length() > MAX_LENGTH || controls || !url.matches()) {
            throw new IllegalArgumentException(
                    "is not a URL such as " + word(kind) + "://host/path: look at host and port");
        }
        String port = Optional.ofNullable(url.group(2)).orElse("");
        requirePort(kind, port);
        String path = Optional.ofNullable(url.group(3)).orElse("");
        String server = word(kind) + "://" + url.group(1) + (port.isEmpty() ? "" : ":" + port);
        return new PushUrl(kind, text, server + shownPath(kind, path));
    }

    private static Scheme scheme(String written) {
        String name = written.toUpperCase(Locale.ROOT);
        for (Scheme scheme : Scheme.values()) {
            if (scheme.name().equals(name)) {
                return scheme;
            }
        }
        throw new IllegalArgumentException(
                "has the scheme '%s': pushes go to rtmp, rtmps, rtsp, rtsps or srt"
                        .formatted(written));
    }

    private static void requirePort(Scheme scheme, String port) {
        if (port.isEmpty() && scheme == Scheme.SRT) {
            throw new IllegalArgumentException("has no port, and SRT has no usual one");
        }
        if (!port.isEmpty() && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT)) {
            throw new IllegalArgumentException("has port " + port);
        }
    }

    private static String shownPath(Scheme scheme, String path) {
        return switch (scheme) {
            case RTMP, RTMPS ->
                    path.length() < 2
                            ? path
                            : path.substring(0, path.lastIndexOf('/') + 1) + HIDDEN;
            case RTSP, RTSPS -> path;
            case SRT -> "";
        };
    }

    private static String word(Scheme scheme) {
        return scheme.name().toLowerCase(Locale.ROOT);
    }

    /** Names it where two are shown alike; tells nothing of the secret. */
    public String id() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Whether somebody means this one by URL, by what is shown of it, or by id. */
    public boolean isCalled(String name) {
        return text.equals(name) || shown.equals(name) || id().equals(name);
    }

    @Override
    public String toString() {
        return shown;
    }
}
