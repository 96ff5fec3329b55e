package io.millrace.packager.rewind;

import io.millrace.media.hls.SegmentName;
import io.millrace.media.hls.SegmentSpan;

/**
 * A complete segment that the log holds.
 *
 * @param offset of the entry point that it begins with
 * @param endOffset of the record that it ends before
 * @param beginMillis when its first record was written, milliseconds since 1970
 * @param endMillis when the record was written that it ends before
 */
public record PastSegment(
        long offset, long endOffset, long beginMillis, long endMillis, SegmentSpan span) {
    public SegmentName name() {
        return span.name();
    }
}
