package io.millrace.media.mpeg4video;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.codec.StartCodes;

/**
 * A video object layer header (ISO/IEC 14496-2, 6.2.3), as far as descriptions need it.
 *
 * @param timeResolution ticks a second of the times in VOPs
 * @param fixedIncrement such ticks a VOP; 0 where it is not fixed
 * @param lowDelay no B VOPs
 */
public record VideoObjectLayer(
        int width, int height, int timeResolution, int fixedIncrement, boolean lowDelay) {
    private static final int FIRST_LAYER = 0x20;
    private static final int LAST_LAYER = 0x2F;
    private static final int EXTENDED_ASPECT_RATIO = 15;
    private static final int RECTANGULAR = 0;

    /** Finds and parses the header in a configuration. */
    public static VideoObjectLayer find(byte[] configuration) throws MalformedMediaException {
        int end = configuration.length;
        int at = StartCodes.next(configuration, 0, end);
        while (at < end) {
            int code = StartCodes.value(configuration, at);
            if (code >= FIRST_LAYER && code <= LAST_LAYER) {
                int body = at + StartCodes.SIZE;
                return parse(new BitReader(configuration, body, end - body));
            }
            at = StartCodes.next(configuration, at + StartCodes.SIZE, end);
        }
        throw new MalformedMediaException("no video object layer (ISO/IEC 14496-2, 6.2.3)");
    }

    private static VideoObjectLayer parse(BitReader bits) throws MalformedMediaException {
        bits.skip(1 + 8); // random_accessible_vol, video_object_type_indication
        int version = 1;
        if (bits.flag()) {
            version = bits.bits(4);
            bits.skip(3);
        }
        if (bits.bits(4) == EXTENDED_ASPECT_RATIO) {
            bits.skip(16);
        }
        boolean lowDelay = false;
        if (bits.flag()) { // vol_control_parameters
            bits.skip(2);
            lowDelay = bits.flag();
            if (bits.flag()) {
                bits.skip(79); // vbv_parameters
            }
        }
        int shape = bits.bits(2);
        if (shape != RECTANGULAR) {
            throw new MalformedMediaException(
                    "MPEG-4 video of shape %d, version %d is not supported"
                            .formatted(shape, version));
        }
        bits.skip(1);
        int resolution = bits.bits(16);
        bits.skip(1);
        if (resolution == 0) {
            throw new MalformedMediaException("MPEG-4 video without time (ISO/IEC 14496-2, 6.3.3)");
        }
        int incrementBits =
                Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(resolution - 1));
        int increment = bits.flag() ? bits.bits(incrementBits) : 0;
        bits.skip(1);
        int width = bits.bits(13);
        bits.skip(1);
        int height = bits.bits(13);
        if (width == 0 || height == 0) {
            throw new MalformedMediaException(
                    "MPEG-4 video of %dx%d at %d ticks a second (ISO/IEC 14496-2, 6.3.3)"
                            .formatted(width, height, resolution));
        }
        return new VideoObjectLayer(width, height, resolution, increment, lowDelay);
    }
}
