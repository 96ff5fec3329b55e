package io.millrace.media.mpegvideo;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.codec.StartCodes;
import java.util.OptionalInt;

/**
 * What a unit of MPEG video is: the headers at its begin, and its picture header (ISO/IEC 13818-2,
 * 6.2.3).
 *
 * @param sequenceHeaderAt index of a sequence header in the unit
 * @param temporalReference place in display order, from 0 in each group
 * @param intra an I picture
 * @param bidirectional a B picture
 */
public record MpegVideoPicture(
        OptionalInt sequenceHeaderAt, int temporalReference, boolean intra, boolean bidirectional) {
    public static final int PICTURE = 0x00;
    public static final int USER_DATA = 0xB2;
    public static final int SEQUENCE_HEADER = 0xB3;
    public static final int EXTENSION = 0xB5;
    public static final int SEQUENCE_END = 0xB7;
    public static final int GROUP = 0xB8;
    private static final int LAST_SLICE = 0xAF;
    private static final int TYPE_I = 1;
    private static final int TYPE_B = 3;

    /** Whether a start code begins a new unit where slices came before it. */
    public static boolean beginsUnit(int startCode) {
        return startCode == PICTURE || startCode == SEQUENCE_HEADER || startCode == GROUP;
    }

    public static boolean isSlice(int startCode) {
        return startCode > PICTURE && startCode <= LAST_SLICE;
    }

    /** Parses one unit. */
    public static MpegVideoPicture parse(byte[] unit) throws MalformedMediaException {
        OptionalInt sequence = OptionalInt.empty();
        int at = StartCodes.next(unit, 0, unit.length);
        while (at < unit.length) {
            int code = StartCodes.value(unit, at);
            if (code == SEQUENCE_HEADER && sequence.isEmpty()) {
                sequence = OptionalInt.of(at);
            } else if (code == PICTURE) {
                int body = at + StartCodes.SIZE;
                BitReader bits = new BitReader(unit, body, unit.length - body);
                int reference = bits.bits(10);
                int type = bits.bits(3);
                return new MpegVideoPicture(sequence, reference, type == TYPE_I, type == TYPE_B);
            }
            at = StartCodes.next(unit, at + StartCodes.SIZE, unit.length);
        }
        throw new MalformedMediaException("MPEG video without picture (ISO/IEC 13818-2, 6.2.3)");
    }

    /** Whether decoding may start here: an I picture that brings its sequence header. */
    public boolean randomAccess() {
        return intra && sequenceHeaderAt.isPresent();
    }
}
