package io.millrace.rtsp.message;

import io.millrace.media.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A request (RFC 2326, section 6).
 *
 * @param method as sent; methods are case-sensitive
 * @param url as sent: absolute, or {@code *}
 */
public record RtspRequest(String method, String url, Headers headers, Bytes body)
        implements RtspMessage {

    /** The body as text; SDP and parameters are UTF-8. */
    public String bodyText() {
        return new String(body.toByteArray(), StandardCharsets.UTF_8);
    }

    /** The session that the request names, without its parameters; empty string if none. */
    public String sessionId() {
        String value = headers.first(Headers.SESSION).orElse("");
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
    }
}
