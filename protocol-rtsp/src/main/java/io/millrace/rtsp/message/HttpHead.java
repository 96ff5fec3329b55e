package io.millrace.rtsp.message;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * First line and headers of an HTTP/1 message (RFC 9112, sections 2 to 5): what begins a tunnel.
 *
 * @param firstLine of a request or of an answer
 */
public record HttpHead(String firstLine, Headers headers) {
    private static final int STATUS_DIGITS = 3;

    /**
     * Takes a head off the front of a stream of bytes; what follows it stays.
     *
     * @return empty if more bytes are needed; nothing is consumed then
     * @throws RtspException if there is none, or it is beyond the limits
     */
    public static Optional<HttpHead> decode(ByteBuf in, MessageLimits limits) throws RtspException {
        int size = MessageHead.sizeOf(in, 0);
        int known = size < 0 ? in.readableBytes() : size;
        if (known > limits.headBytes()) {
            throw RtspException.fatal(
                    Status.BAD_REQUEST, "headers are longer than " + limits.headBytes() + " bytes");
        }
        if (size < 0) {
            return Optional.empty();
        }
        String text = in.readCharSequence(size, StandardCharsets.UTF_8).toString();
        MessageHead head = MessageHead.parse(text, limits);
        return Optional.of(new HttpHead(head.firstLine(), head.headers()));
    }

    /** Whether it asks by {@code method}. */
    public boolean isRequest(String method) {
        return firstLine.startsWith(method + " ");
    }

    /** The status of an answer; 0 if this is none. */
    public int status() {
        String[] parts = firstLine.split(" ", 3);
        boolean answer =
                parts.length >= 2
                        && parts[0].startsWith("HTTP/1.")
                        && parts[1].length() == STATUS_DIGITS
                        && parts[1].chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return answer ? Integer.parseInt(parts[1]) : 0;
    }

    /** Whether a header that is a list has {@code token}, in whatever case (RFC 9110, 5.6.1). */
    public boolean lists(String name, String token) {
        return headers.joined(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(item -> item.strip().equalsIgnoreCase(token));
    }
}
