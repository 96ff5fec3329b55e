package io.millrace.media.hls;

import io.millrace.media.Format;
import io.millrace.media.cmaf.CmafHeader;
import io.millrace.media.cmaf.CodecName;
import io.millrace.media.ts.TsMuxer;
import java.util.List;
import java.util.Set;

/** What HLS carries in MPEG-TS segments (RFC 8216, 3.2; HLS Authoring Specification, 1 and 2). */
public final class HlsFormats {
    /** MPEG-TS has it, and players of HLS look for it in fMP4 only. */
    private static final Set<String> NOT_IN_SEGMENTS = Set.of("AV1");

    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS =
            TsMuxer.CODECS.stream()
                    .filter(CmafHeader.CODECS::contains)
                    .filter(codec -> !NOT_IN_SEGMENTS.contains(codec))
                    .toList();

    private HlsFormats() {}

    /** Whether players find the format in MPEG-TS segments. */
    public static boolean canCarry(Format format) {
        return TsMuxer.canCarry(format)
                && CodecName.of(format).isPresent()
                && !NOT_IN_SEGMENTS.contains(format.codec());
    }
}
