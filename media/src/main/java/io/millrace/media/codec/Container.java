package io.millrace.media.codec;

import io.millrace.media.Format;
import io.millrace.media.cmaf.CmafHeader;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.media.hls.HlsFormats;
import io.millrace.media.rtp.RtpPayloadFormats;
import io.millrace.media.ts.TsMuxer;
import java.util.List;

/** What carries units to readers; each knows which formats it can carry. */
public enum Container {
    RTP("RTSP"),
    FLV("RTMP"),
    MPEG_TS("SRT and MPEG-TS"),
    HLS_TS("HLS"),
    CMAF("HLS and DASH");

    private final String protocol;

    Container(String protocol) {
        this.protocol = protocol;
    }

    /** The protocol that readers get it by, for people. */
    public String protocol() {
        return protocol;
    }

    public boolean canCarry(Format format) {
        return switch (this) {
            case RTP -> RtpPayloadFormats.canCarry(format);
            case FLV -> FlvMuxer.canCarry(format);
            case MPEG_TS -> TsMuxer.canCarry(format);
            case HLS_TS -> HlsFormats.canCarry(format);
            case CMAF -> CmafHeader.canCarry(format);
        };
    }

    /** Names of the codecs that it can carry, for people. */
    public List<String> codecs() {
        return switch (this) {
            case RTP -> RtpPayloadFormats.CODECS;
            case FLV -> FlvMuxer.CODECS;
            case MPEG_TS -> TsMuxer.CODECS;
            case HLS_TS -> HlsFormats.CODECS;
            case CMAF -> CmafHeader.CODECS;
        };
    }
}
