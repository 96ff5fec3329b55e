package io.millrace.rtsp.message;

import io.millrace.media.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes messages and interleaved frames off a stream of bytes (RFC 2326, sections 4, 6, 7, 10.12).
 *
 * <p>Tolerant of bare LF as line end and of empty lines before a message. What breaks the framing
 * throws with scope CONNECTION: nothing more can be read from that peer. A message that is framed
 * but wrong throws with scope MESSAGE and is consumed. Memory is bounded by the limits. One object
 * per connection, not thread-safe. The input is borrowed; the payload of a frame is a retained
 * slice of it that the caller owns.
 */
public final class RtspDecoder {
    private final MessageLimits limits;
    private State state = new AwaitingHead(0);

    private sealed interface State {}

    /** The first {@code scanned} bytes do not hold the end of the head. */
    private record AwaitingHead(int scanned) implements State {}

    private record AwaitingBody(MessageHead head, int bodyBytes) implements State {}

    public RtspDecoder(MessageLimits limits) {
        this.limits = limits;
    }

    /**
     * The next message.
     *
     * @return empty if more bytes are needed
     */
    public Optional<RtspMessage> decode(ByteBuf in) throws RtspException {
        return switch (state) {
            case AwaitingHead(int scanned) -> decodeNext(in, scanned);
            case AwaitingBody(MessageHead head, int size) -> decodeBody(in, head, size);
        };
    }

    private Optional<RtspMessage> decodeNext(ByteBuf in, int scanned) throws RtspException {
        if (scanned == 0) {
            skipEmptyLines(in);
        }
        if (!in.isReadable()) {
            return Optional.empty();
        }
        int first = in.getUnsignedByte(in.readerIndex());
        if (first == InterleavedFrame.DOLLAR) {
            return decodeFrame(in);
        }
        if (!Character.isLetter(first) || first > 0x7F) {
            throw RtspException.fatal(
                    Status.BAD_REQUEST, "a message cannot begin with byte " + first);
        }
        return decodeHead(in, scanned);
    }

    private static void skipEmptyLines(ByteBuf in) {
        while (in.isReadable()) {
            int next = in.getByte(in.readerIndex());
            if (next != '\r' && next != '\n') {
                return;
            }
            in.skipBytes(1);
        }
    }

    private static Optional<RtspMessage> decodeFrame(ByteBuf in) {
        if (in.readableBytes() < InterleavedFrame.HEADER_BYTES) {
            return Optional.empty();
        }
        int size = in.getUnsignedShort(in.readerIndex() + 2);
        if (in.readableBytes() < InterleavedFrame.HEADER_BYTES + size) {
            return Optional.empty();
        }
        int channel = in.getUnsignedByte(in.readerIndex() + 1);
        in.skipBytes(InterleavedFrame.HEADER_BYTES);
        return Optional.of(new InterleavedFrame(channel, in.readRetainedSlice(size)));
    }

    private Optional<RtspMessage> decodeHead(ByteBuf in, int scanned) throws RtspException {
        int size = MessageHead.sizeOf(in, scanned);
        if (size < 0) {
            requireHeadWithin(in.readableBytes());
            // An end that is cut after CR LF CR is found again from three bytes back.
            state = new AwaitingHead(Math.max(0, in.readableBytes() - 3));
            return Optional.empty();
        }
        requireHeadWithin(size);
        state = new AwaitingHead(0);
        String text = in.readCharSequence(size, StandardCharsets.UTF_8).toString();
        MessageHead head = MessageHead.parse(text, limits);
        int bodyBytes = head.contentLength(limits.bodyBytes());
        return decodeBody(in, head, bodyBytes);
    }

    private void requireHeadWithin(int bytes) throws RtspException {
        if (bytes > limits.headBytes()) {
            throw RtspException.fatal(
                    Status.BAD_REQUEST, "headers are longer than " + limits.headBytes() + " bytes");
        }
    }

    private Optional<RtspMessage> decodeBody(ByteBuf in, MessageHead head, int bodyBytes)
            throws RtspException {
        if (in.readableBytes() < bodyBytes) {
            state = new AwaitingBody(head, bodyBytes);
            return Optional.empty();
        }
        state = new AwaitingHead(0);
        byte[] body = new byte[bodyBytes];
        in.readBytes(body);
        return Optional.of(head.toMessage(Bytes.copyOf(body)));
    }
}
