package io.millrace.media.vp9;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Vp9Format;
import java.util.Optional;

/**
 * The begin of a frame, or of the first frame in a superframe (VP9 Bitstream & Decoding Process
 * Specification, 6.2 and 7.2).
 *
 * @param keyFrame whether decoding may start here
 * @param format what a key frame tells; empty for others
 */
public record Vp9Frame(boolean keyFrame, Optional<Vp9Format> format) {
    private static final int FRAME_MARKER = 2;
    private static final int SYNC_CODE = 0x498342;
    private static final int COLOR_SPACE_RGB = 7;

    private static final int CHROMA_420 = 1;
    private static final int CHROMA_422 = 2;
    private static final int CHROMA_444 = 3;

    private static final Vp9Frame INTER = new Vp9Frame(false, Optional.empty());

    /** Parses the uncompressed header as far as it is needed. */
    public static Vp9Frame parse(byte[] frame) throws MalformedMediaException {
        BitReader bits = new BitReader(frame);
        if (bits.bits(2) != FRAME_MARKER) {
            throw new MalformedMediaException("no VP9 frame marker (6.2)");
        }
        int profile = bits.bits(1) | bits.bits(1) << 1;
        if (profile == 3 && bits.flag()) {
            throw new MalformedMediaException("VP9 profile above 3 (7.2)");
        }
        boolean showExisting = bits.flag();
        if (showExisting || bits.flag()) {
            return INTER;
        }
        bits.skip(2); // show_frame, error_resilient_mode
        if (bits.bits(24) != SYNC_CODE) {
            throw new MalformedMediaException("no VP9 frame sync code (7.2)");
        }
        return new Vp9Frame(true, Optional.of(format(profile, bits)));
    }

    /** color_config and frame_size (6.2.2, 6.2.3). */
    private static Vp9Format format(int profile, BitReader bits) throws MalformedMediaException {
        int bitDepth = profile < 2 ? 8 : bits.flag() ? 12 : 10;
        boolean rgb = bits.bits(3) == COLOR_SPACE_RGB;
        boolean fullRange = rgb || bits.flag();
        boolean oddProfile = (profile & 1) == 1;
        int chroma = rgb ? CHROMA_444 : CHROMA_420;
        if (rgb && !oddProfile) {
            throw new MalformedMediaException("RGB in VP9 profile " + profile + " (7.2.2)");
        }
        if (oddProfile) {
            chroma = rgb ? CHROMA_444 : chroma(bits.flag(), bits.flag());
            bits.skip(1);
        }
        int width = bits.bits(16) + 1;
        int height = bits.bits(16) + 1;
        return new Vp9Format(profile, bitDepth, chroma, fullRange, width, height);
    }

    /** As vpcC calls it, which knows no 4:4:0. */
    private static int chroma(boolean halfWidth, boolean halfHeight)
            throws MalformedMediaException {
        if (halfHeight) {
            throw new MalformedMediaException("VP9 with 4:4:0 or 4:2:0 in an odd profile (7.2.2)");
        }
        return halfWidth ? CHROMA_422 : CHROMA_444;
    }
}
