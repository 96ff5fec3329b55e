package io.millrace.media.mpegvideo;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.codec.StartCodes;
import java.util.Arrays;

/**
 * A sequence header and its extension (ISO/IEC 13818-2, 6.2.2.1 and 6.2.2.3; 11172-2, 2.4.2.3).
 *
 * @param version 2 if there is a sequence extension, else 1
 * @param profileAndLevel profile_and_level_indication; 0 for MPEG-1
 * @param lowDelay no B pictures; MPEG-1 does not tell
 */
public record MpegVideoSequence(
        int version,
        int profileAndLevel,
        int width,
        int height,
        int framesPerThousandSeconds,
        boolean lowDelay,
        boolean progressive) {
    private static final int EXTENSION_ID_SEQUENCE = 1;
    private static final int HEADER_BYTES = 12;

    /** By frame_rate_code 1 to 8 (table 6-4). */
    private static final int[] RATES = {
        23_976, 24_000, 25_000, 29_970, 30_000, 50_000, 59_940, 60_000
    };

    /** Parses what begins with the sequence header's start code. */
    public static MpegVideoSequence parse(byte[] data, int offset, int size)
            throws MalformedMediaException {
        if (size < HEADER_BYTES) {
            throw new MalformedMediaException("MPEG video sequence header of " + size + " bytes");
        }
        BitReader bits = new BitReader(data, offset, size);
        if (bits.unsigned32() != (0x100 | MpegVideoPicture.SEQUENCE_HEADER)) {
            throw new MalformedMediaException("no MPEG video sequence header");
        }
        int width = bits.bits(12);
        int height = bits.bits(12);
        bits.skip(4);
        int rateCode = bits.bits(4);
        if (width == 0 || height == 0 || rateCode == 0 || rateCode > RATES.length) {
            throw new MalformedMediaException(
                    "MPEG video of %dx%d, frame_rate_code %d (ISO/IEC 13818-2, 6.3.3)"
                            .formatted(width, height, rateCode));
        }
        int end = offset + size;
        int extension = StartCodes.next(data, offset + HEADER_BYTES, end);
        int rate = RATES[rateCode - 1];
        if (extension == end || StartCodes.value(data, extension) != MpegVideoPicture.EXTENSION) {
            return new MpegVideoSequence(1, 0, width, height, rate, false, true);
        }
        int body = extension + StartCodes.SIZE;
        return extended(new BitReader(data, body, end - body), width, height, rate);
    }

    private static MpegVideoSequence extended(BitReader bits, int width, int height, int rate)
            throws MalformedMediaException {
        if (bits.bits(4) != EXTENSION_ID_SEQUENCE) {
            throw new MalformedMediaException("no sequence_extension (ISO/IEC 13818-2, 6.2.2.3)");
        }
        int profileAndLevel = bits.bits(8);
        boolean progressive = bits.flag();
        bits.skip(2);
        int fullWidth = bits.bits(2) << 12 | width;
        int fullHeight = bits.bits(2) << 12 | height;
        bits.skip(12 + 1 + 8);
        boolean lowDelay = bits.flag();
        int numerator = bits.bits(2) + 1;
        int denominator = bits.bits(5) + 1;
        return new MpegVideoSequence(
                2,
                profileAndLevel,
                fullWidth,
                fullHeight,
                rate * numerator / denominator,
                lowDelay,
                progressive);
    }

    /**
     * The format of a stream whose picture begins so: with its sequence header, up to the first
     * group or picture.
     */
    public static MpegVideoFormat format(byte[] data, int offset, int end)
            throws MalformedMediaException {
        int headerEnd = StartCodes.next(data, offset + StartCodes.SIZE, end);
        while (headerEnd < end && isHeader(StartCodes.value(data, headerEnd))) {
            headerEnd = StartCodes.next(data, headerEnd + StartCodes.SIZE, end);
        }
        MpegVideoSequence sequence = parse(data, offset, headerEnd - offset);
        return new MpegVideoFormat(
                sequence.version(), Bytes.copyOf(Arrays.copyOfRange(data, offset, headerEnd)));
    }

    private static boolean isHeader(int startCode) {
        return startCode == MpegVideoPicture.EXTENSION || startCode == MpegVideoPicture.USER_DATA;
    }

    /** Ticks of 90 kHz from a picture to the next. */
    public long frameTicks() {
        return 90_000_000L / framesPerThousandSeconds;
    }
}
