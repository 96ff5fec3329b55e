package io.millrace.media.flv;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.Av1Format;
import io.millrace.media.Eac3Format;
import io.millrace.media.FlacFormat;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.G722Format;
import io.millrace.media.G726Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.KlvFormat;
import io.millrace.media.LpcmFormat;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** How one codec travels in FLV. Found by {@link #of}: the one place where FLV switches on them. */
interface FlvMapping {
    /** The mapping of a format; empty if FLV cannot carry it. */
    static Optional<FlvMapping> of(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(new AvcMapping(h264));
            case AacFormat aac -> Optional.of(new AacMapping(aac));
            case H265Format _,
                    Av1Format _,
                    Vp9Format _,
                    Vp8Format _,
                    OpusFormat _,
                    MpegAudioFormat _,
                    Ac3Format _,
                    Eac3Format _,
                    FlacFormat _,
                    G711Format _,
                    LpcmFormat _ ->
                    Optional.empty();
            case MpegVideoFormat _,
                    Mpeg4VideoFormat _,
                    JpegFormat _,
                    G722Format _,
                    G726Format _,
                    KlvFormat _,
                    RtpFormat _,
                    TsDataFormat _,
                    TransportStreamFormat _ ->
                    Optional.empty();
        };
    }

    /** Tag and RTMP message type of units. */
    int messageType();

    /** What {@code onMetaData} says: {@code videocodecid} or {@code audiocodecid}. */
    int codecId();

    /** Writes the body of a sequence header; nothing if the codec has none. */
    void writeConfiguration(ByteBuf out);

    /** Bytes that {@link #writeHeader} writes. */
    int headerSize();

    /** Writes what stands before the payload in the body of a unit's message. */
    void writeHeader(Unit unit, ByteBuf out);
}
