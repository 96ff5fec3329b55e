package io.millrace.stream;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Reads credentials out of HTTP's {@code Authorization}: Basic (RFC 7617) or Bearer (RFC 6750).
 * Pure.
 */
public final class HeaderCredentials {
    private HeaderCredentials() {}

    /** What the header's value shows; nothing where it is malformed or of another scheme. */
    public static Credentials of(String value) {
        int space = value.indexOf(' ');
        String scheme = value.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
        String rest = value.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> new Credentials.Token(rest);
            case "basic" -> basic(rest);
            default -> new Credentials.None();
        };
    }

    private static Credentials basic(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? new Credentials.None()
                    : new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return new Credentials.None();
        }
    }
}
