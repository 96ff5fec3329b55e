package io.millrace.rtsp.srtp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where key messages travel (RFC 4567): the attribute {@code a=key-mgmt:mikey <base64>} of a
 * description and the header {@code KeyMgmt: prot=mikey;uri="…";data="<base64>"} of RTSP.
 */
public final class KeyManagement {
    public static final String ATTRIBUTE = "key-mgmt";

    private static final Pattern PROTOCOL =
            Pattern.compile("(?i)(?:^|;)\\s*prot\\s*=\\s*\"?mikey\"?\\s*(?:;|$)");
    private static final Pattern DATA =
            Pattern.compile("(?i)(?:^|;)\\s*data\\s*=\\s*\"?([A-Za-z0-9+/=]+)\"?");
    private static final Pattern VALUE = Pattern.compile("(?i)\\s*mikey\\s+([A-Za-z0-9+/=]+)\\s*");

    private KeyManagement() {}

    public static String header(String url, MikeyMessage message) {
        return "prot=mikey;uri=\"%s\";data=\"%s\"".formatted(url, message.toText());
    }

    public static String attribute(MikeyMessage message) {
        return "mikey " + message.toText();
    }

    /** Reads the header's value. */
    public static MikeyMessage ofHeader(String value) throws MikeyException {
        Matcher data = DATA.matcher(value);
        if (!PROTOCOL.matcher(value).find() || !data.find()) {
            throw new MikeyException("KeyMgmt is not prot=mikey;uri=\"…\";data=\"…\"");
        }
        return MikeyMessage.parse(data.group(1));
    }

    /** The message of an attribute's value; empty if it is of another protocol. */
    public static Optional<MikeyMessage> ofAttribute(String value) throws MikeyException {
        Matcher mikey = VALUE.matcher(value);
        return mikey.matches() ? Optional.of(MikeyMessage.parse(mikey.group(1))) : Optional.empty();
    }
}
