package io.millrace.rtsp.message;

/**
 * How much of a peer's message is taken.
 *
 * @param lineBytes longest request line or header line
 * @param headBytes longest request line and headers together
 * @param headers most header fields
 * @param bodyBytes longest body
 */
public record MessageLimits(int lineBytes, int headBytes, int headers, int bodyBytes) {
    public static MessageLimits standard() {
        return new MessageLimits(4_096, 16_384, 64, 131_072);
    }
}
