package io.millrace.media.hls;

import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.cmaf.CmafHeader;
import io.millrace.media.cmaf.CodecName;
import io.millrace.media.ts.TsMuxer;
import java.util.List;
import java.util.Set;

/**
 * What HLS carries in MPEG-TS segments (RFC 8216, 3.2; HLS Authoring Specification, 1 and 2): what
 * a CODECS attribute can name, and data, which it does not tell of.
 */
public final class HlsFormats {
    /** MPEG-TS has it, and players of HLS look for it in fMP4 only. */
    private static final Set<String> NOT_IN_SEGMENTS = Set.of("AV1");

    /**
     * Set-top boxes and programs find it in MPEG-TS; fMP4 for players of HLS and DASH has it not.
     */
    private static final Set<String> NOT_IN_CMAF = Set.of("MPEG-1/2 video", "MPEG-4 video", "KLV");

    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS =
            TsMuxer.CODECS.stream()
                    .filter(codec ->
                            CmafHeader.CODECS.contains(codec) || NOT_IN_CMAF.contains(codec))
                    .filter(codec -> !NOT_IN_SEGMENTS.contains(codec))
                    .toList();

    private HlsFormats() {}

    /** Whether players find the format in MPEG-TS segments. */
    public static boolean canCarry(Format format) {
        return TsMuxer.canCarry(format)
                && (format.kind() == MediaKind.DATA || CodecName.of(format).isPresent())
                && !NOT_IN_SEGMENTS.contains(format.codec());
    }

    /** Whether there are pictures, and MPEG-TS segments have them, and CMAF has none. */
    public static boolean areOnlyPicturesOf(List<Track> tracks) {
        List<Format> pictures =
                tracks.stream()
                        .filter(track -> track.kind() == MediaKind.VIDEO)
                        .map(Track::format)
                        .toList();
        return pictures.stream().anyMatch(HlsFormats::canCarry)
                && pictures.stream().noneMatch(CmafHeader::canCarry);
    }
}
