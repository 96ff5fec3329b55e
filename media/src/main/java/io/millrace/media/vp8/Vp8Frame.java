package io.millrace.media.vp8;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Vp8Format;
import java.util.Optional;

/**
 * The begin of a frame (RFC 6386, section 9.1).
 *
 * @param keyFrame whether decoding may start here
 * @param format what a key frame tells; empty for others
 */
public record Vp8Frame(boolean keyFrame, Optional<Vp8Format> format) {
    private static final int TAG_SIZE = 3;
    private static final int KEY_HEADER_SIZE = 10;

    public static Vp8Frame parse(byte[] frame) throws MalformedMediaException {
        if (frame.length < TAG_SIZE) {
            throw new MalformedMediaException(
                    "VP8 frame of %d bytes (RFC 6386, section 9.1)".formatted(frame.length));
        }
        if ((frame[0] & 1) != 0) {
            return new Vp8Frame(false, Optional.empty());
        }
        boolean startCode =
                frame.length >= KEY_HEADER_SIZE
                        && (frame[3] & 0xFF) == 0x9D
                        && frame[4] == 1
                        && frame[5] == 0x2A;
        int width = startCode ? size(frame, 6) : 0;
        int height = startCode ? size(frame, 8) : 0;
        if (width == 0 || height == 0) {
            throw new MalformedMediaException(
                    "VP8 key frame without start code or size (RFC 6386, section 9.1)");
        }
        return new Vp8Frame(true, Optional.of(new Vp8Format(width, height)));
    }

    /** 14 bits, least significant byte first; the other two are how to scale. */
    private static int size(byte[] frame, int at) {
        return (frame[at] & 0xFF) | (frame[at + 1] & 0x3F) << 8;
    }
}
