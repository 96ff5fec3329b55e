package io.millrace.media.hls;

import io.millrace.media.Format;
import io.millrace.media.ts.TsMuxer;
import java.util.List;

/** What HLS carries in MPEG-TS segments (RFC 8216, 3.2; HLS Authoring Specification, 1 and 2). */
public final class HlsFormats {
    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS =
            List.of("H264", "H265", "AAC", "MP3", "AC-3", "E-AC-3", "Opus");

    private HlsFormats() {}

    /** Whether players find the format in MPEG-TS segments. */
    public static boolean canCarry(Format format) {
        return TsMuxer.canCarry(format) && CodecName.of(format).isPresent();
    }
}
