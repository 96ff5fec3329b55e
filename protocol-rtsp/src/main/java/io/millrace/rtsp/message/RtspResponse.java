package io.millrace.rtsp.message;

import io.millrace.media.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A response (RFC 2326, section 7).
 *
 * @param reason for people; one line
 */
public record RtspResponse(int code, String reason, Headers headers, Bytes body)
        implements RtspMessage {
    private static final Bytes NO_BODY = Bytes.copyOf(new byte[0]);

    public static RtspResponse of(Status status) {
        return new RtspResponse(status.code(), status.phrase(), Headers.empty(), NO_BODY);
    }

    /** A refusal that tells people why, in its reason phrase. */
    public static RtspResponse refusal(Status status, String why) {
        String oneLine = why.replaceAll("[\\r\\n\\x00]+", " ");
        return new RtspResponse(
                status.code(), status.phrase() + ": " + oneLine, Headers.empty(), NO_BODY);
    }

    public RtspResponse with(String name, String value) {
        return new RtspResponse(code, reason, headers.with(name, value), body);
    }

    public RtspResponse withBody(String contentType, String text) {
        Bytes bytes = Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
        return new RtspResponse(
                code, reason, headers.with(Headers.CONTENT_TYPE, contentType), bytes);
    }
}
