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
import io.millrace.media.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** How one codec travels in FLV. Found by {@link #of}: the one place where FLV switches on them. */
interface FlvMapping {
    /** The mapping of a format; empty if FLV cannot carry it. */
    static Optional<FlvMapping> of(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(new AvcMapping(h264));
            case AacFormat aac -> Optional.of(new AacMapping(aac));
            case H265Format h265 -> Optional.of(new HevcMapping(h265));
            case OpusFormat opus -> Optional.of(opus(opus));
            case MpegAudioFormat audio -> mp3(audio);
            case Ac3Format _ ->
                    Optional.of(new EnhancedAudioMapping(FlvCodec.AC3, Optional.empty()));
            case Eac3Format _ ->
                    Optional.of(new EnhancedAudioMapping(FlvCodec.EAC3, Optional.empty()));
            case FlacFormat flac -> Optional.of(flac(flac));
            case G711Format g711 -> g711(g711);
            case Av1Format av1 -> EnhancedVideoMapping.of(av1);
            case Vp9Format vp9 -> Optional.of(EnhancedVideoMapping.of(vp9));
            case Vp8Format vp8 -> Optional.of(EnhancedVideoMapping.of(vp8));
            case LpcmFormat lpcm -> FlvLpcm.mapping(lpcm);
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

    /** Whether the format's parameters are good enough to describe it. */
    default boolean isWritable() {
        return true;
    }

    /** Tag and RTMP message type of units. */
    int messageType();

    /** What {@code onMetaData} says: {@code videocodecid} or {@code audiocodecid}. */
    int codecId();

    /** Writes the body of a sequence header; nothing if the codec has none. */
    void writeConfiguration(ByteBuf out);

    /** Bytes before the record in a sequence header's body. */
    default int configurationHeaderSize() {
        return 5;
    }

    /** Bytes that {@link #writeHeader} writes. */
    int headerSize();

    /** Writes what stands before the payload in the body of a unit's message. */
    void writeHeader(Unit unit, ByteBuf out);

    /** What stands behind the header; as long as the unit's own payload. */
    default byte[] payload(Unit unit) {
        return unit.payload();
    }

    private static FlvMapping opus(OpusFormat format) {
        return new EnhancedAudioMapping(
                FlvCodec.OPUS, Optional.of(out -> OpusHead.write(format, out)));
    }

    /** {@code fLaC} and STREAMINFO as the last block (RFC 9639, sections 6 and 8.1). */
    private static FlvMapping flac(FlacFormat format) {
        return new EnhancedAudioMapping(
                FlvCodec.FLAC,
                Optional.of(out -> {
                    out.writeInt(FlvCodec.FLAC.fourCc());
                    out.writeInt(0x8000_0000 | FlacFormat.STREAM_INFO_SIZE);
                    out.writeBytes(format.streamInfo().toByteArray());
                }));
    }

    /** Layer III only. */
    private static Optional<FlvMapping> mp3(MpegAudioFormat format) {
        return format.layer() == 3
                ? Optional.of(new OldAudioMapping(FlvAudioTag.FORMAT_MP3, format))
                : Optional.empty();
    }

    /** The sound formats say mono at 8 kHz. */
    private static Optional<FlvMapping> g711(G711Format format) {
        if (format.sampleRate() != 8_000 || format.channels() != 1) {
            return Optional.empty();
        }
        boolean mu = format.law() == G711Format.Law.MU;
        int soundFormat = mu ? FlvAudioTag.FORMAT_G711_MU : FlvAudioTag.FORMAT_G711_A;
        return Optional.of(new OldAudioMapping(soundFormat, format));
    }
}
