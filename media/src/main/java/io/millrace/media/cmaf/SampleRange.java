package io.millrace.media.cmaf;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h265.H265NalUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a sample (ISO/IEC 23001-7, 9.5): bytes that stay clear, then bytes of which the
 * pattern is encrypted. Together the ranges of a sample are its bytes.
 */
record SampleRange(int clearBytes, int protectedBytes) {
    /**
     * So many have room in the size of a sample's information, of one byte (ISO 14496-12, 8.7.8).
     */
    static final int MAX_RANGES = 42;

    /**
     * What stays clear of a slice: its NAL unit header and its slice header (9.5.2.5), which is
     * taken to be no longer.
     */
    static final int CLEAR_SLICE_BYTES = 96;

    private static final int MAX_CLEAR_BYTES = 0xFFFF;
    private static final int LAST_SLICE_TYPE_OF_H264 = 5;

    static List<SampleRange> ofPicture(boolean isH265, byte[] payload)
            throws MalformedMediaException {
        List<SampleRange> ranges = new ArrayList<>();
        int clear = 0;
        for (NalUnit unit : NalUnits.ofLengthPrefixed(payload)) {
            clear += NalUnits.PREFIX_SIZE;
            int hidden = isSlice(isH265, unit) ? unit.size() - CLEAR_SLICE_BYTES : 0;
            if (hidden < SampleEncryption.BLOCK_BYTES) {
                clear += unit.size();
                continue;
            }
            clear = addClear(ranges, clear + CLEAR_SLICE_BYTES);
            ranges.add(new SampleRange(clear, hidden));
            clear = 0;
        }
        if (clear > 0) {
            ranges.add(new SampleRange(addClear(ranges, clear), 0));
        }
        if (ranges.size() > MAX_RANGES) {
            throw new MalformedMediaException(
                    "%d slices are more than %d (ISO/IEC 23001-7, 7.2)"
                            .formatted(ranges.size(), MAX_RANGES));
        }
        return ranges;
    }

    /** Clear bytes beyond what one range can say become ranges of their own. */
    private static int addClear(List<SampleRange> ranges, int clear) {
        int left = clear;
        while (left > MAX_CLEAR_BYTES) {
            ranges.add(new SampleRange(MAX_CLEAR_BYTES, 0));
            left -= MAX_CLEAR_BYTES;
        }
        return left;
    }

    private static boolean isSlice(boolean isH265, NalUnit unit) {
        return isH265
                ? H265NalUnit.isPicture(H265NalUnit.type(unit))
                : unit.type() >= 1 && unit.type() <= LAST_SLICE_TYPE_OF_H264;
    }
}
