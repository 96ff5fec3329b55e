package io.millrace.media.flv;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
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
import io.millrace.media.MediaKind;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.flac.FlacStreamInfo;
import io.millrace.media.opus.OpusHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one place where FLV tells codecs apart: each with its FourCC of enhanced RTMP 2 and what
 * reads it, and how formats are written.
 */
enum FlvCodec {
    AVC("H264", MediaKind.VIDEO, "avc1"),
    HEVC("H265", MediaKind.VIDEO, "hvc1"),
    AV1("AV1", MediaKind.VIDEO, "av01"),
    VP9("VP9", MediaKind.VIDEO, "vp09"),
    VP8("VP8", MediaKind.VIDEO, "vp08"),
    AAC("AAC", MediaKind.AUDIO, "mp4a"),
    OPUS("Opus", MediaKind.AUDIO, "Opus"),
    MP3("MP3", MediaKind.AUDIO, ".mp3"),
    AC3("AC-3", MediaKind.AUDIO, "ac-3"),
    EAC3("E-AC-3", MediaKind.AUDIO, "ec-3"),
    FLAC("FLAC", MediaKind.AUDIO, "fLaC"),
    /** SoundFormat 7; has no FourCC. */
    G711_A("G711", MediaKind.AUDIO, ""),
    /** SoundFormat 8; has no FourCC. */
    G711_MU("G711", MediaKind.AUDIO, ""),
    /** SoundFormat 3; has no FourCC, and data begins with the sound header. */
    LPCM("LPCM", MediaKind.AUDIO, "");

    private final String codec;
    private final MediaKind kind;
    private final String fourCc;

    FlvCodec(String codec, MediaKind kind, String fourCc) {
        this.codec = codec;
        this.kind = kind;
        this.fourCc = fourCc;
    }

    /** The names of all codecs, for people. */
    static List<String> names() {
        return Arrays.stream(values()).map(codec -> codec.codec).distinct().toList();
    }

    /** All FourCCs of a kind. */
    static List<String> fourCcs(MediaKind kind) {
        return Arrays.stream(values())
                .filter(codec -> codec.kind == kind && !codec.fourCc.isEmpty())
                .map(codec -> codec.fourCc)
                .toList();
    }

    /** The codec of a FourCC, as far as it is of this kind. */
    static Optional<FlvCodec> ofFourCc(int code, MediaKind kind) {
        return Arrays.stream(values())
                .filter(codec -> codec.kind == kind && !codec.fourCc.isEmpty())
                .filter(codec -> codec.fourCc() == code)
                .findFirst();
    }

    int fourCc() {
        byte[] ascii = fourCc.getBytes(StandardCharsets.US_ASCII);
        return ascii[0] << 24 | ascii[1] << 16 | ascii[2] << 8 | ascii[3];
    }

    /** What reads a track of this codec. */
    FlvTrackReader newReader() {
        return switch (this) {
            case AVC -> new AvcReader();
            case HEVC -> new HevcReader();
            case AV1 -> new Av1Reader();
            case VP9 -> FramedVideo.vp9();
            case VP8 -> FramedVideo.vp8();
            case AAC ->
                    new ConfiguredAudio(record -> AudioSpecificConfig.format(Bytes.copyOf(record)));
            case OPUS ->
                    new ConfiguredAudio(record -> OpusHead.read(Unpooled.wrappedBuffer(record)));
            case FLAC -> new ConfiguredAudio(FlacStreamInfo::read);
            case MP3 -> FramedAudio.mp3();
            case AC3 -> FramedAudio.ac3();
            case EAC3 -> FramedAudio.eac3();
            case G711_A -> FramedAudio.g711(false);
            case G711_MU -> FramedAudio.g711(true);
            case LPCM -> new FlvLpcm.Reader();
        };
    }

    /** Whether coded frames tell by how much they are shown after they are decoded. */
    boolean hasCompositionTime() {
        return this == AVC || this == HEVC;
    }

    /** How a format is written; empty if FLV cannot carry it. */
    static Optional<FlvMapping> mapping(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(new AvcMapping(h264));
            case AacFormat aac -> Optional.of(new AacMapping(aac));
            case H265Format h265 -> Optional.of(new HevcMapping(h265));
            case OpusFormat opus -> OPUS.described(out -> OpusHead.write(opus, out));
            case MpegAudioFormat audio -> OldAudioMapping.mp3(audio);
            case Ac3Format _ -> AC3.undescribed();
            case Eac3Format _ -> EAC3.undescribed();
            case FlacFormat flac -> FLAC.described(out -> FlacStreamInfo.write(flac, out));
            case G711Format g711 -> OldAudioMapping.g711(g711);
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

    /** Sound whose sequence header holds this. */
    private Optional<FlvMapping> described(Consumer<ByteBuf> configuration) {
        return Optional.of(new EnhancedAudioMapping(this, Optional.of(configuration)));
    }

    /** Sound without a sequence header. */
    private Optional<FlvMapping> undescribed() {
        return Optional.of(new EnhancedAudioMapping(this, Optional.empty()));
    }
}
