package io.millrace.media.ts;

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
import io.millrace.media.lpcm.Smpte302;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The one place where MPEG-TS tells codecs apart: which entries of a program map are which codec
 * (ISO/IEC 13818-1, table 2-34; ATSC A/53 and A/52; ETSI EN 300 468, 6; SMPTE ST 302; MISB ST 1402)
 * and who reads them, and how formats are written.
 */
final class TsCodecs {
    /** The codecs of {@link #payload}, for people. */
    static final List<String> NAMES =
            List.of(
                    "H264",
                    "H265",
                    "AV1",
                    "MPEG-1/2 video",
                    "MPEG-4 video",
                    "AAC",
                    "Opus",
                    "MPEG audio",
                    "AC-3",
                    "E-AC-3",
                    "LPCM (48 kHz, 2, 4, 6 or 8 channels)",
                    "KLV");

    /** What is read; the first rule that matches counts. */
    static final List<Rule> READ =
            List.of(
                    video("H264", typed(StreamTypes.H264), H264Codec::new),
                    video("H265", typed(StreamTypes.H265).or(registered("HEVC")), H265Codec::new),
                    video(
                            "MPEG video",
                            typed(StreamTypes.MPEG1_VIDEO).or(typed(StreamTypes.MPEG2_VIDEO)),
                            MpegVideoCodec::new),
                    video("MPEG-4 video", typed(StreamTypes.MPEG4_VIDEO), Mpeg4VideoCodec::new),
                    video("AV1", registered("AV01"), Av1Codec::new),
                    audio("AAC", typed(StreamTypes.AAC_ADTS), AdtsFraming::new),
                    audio("AAC in LATM", typed(StreamTypes.AAC_LATM), LatmFraming::new),
                    audio(
                            "MPEG audio",
                            typed(StreamTypes.MPEG1_AUDIO).or(typed(StreamTypes.MPEG2_AUDIO)),
                            MpegAudioFraming::new),
                    audio(
                            "AC-3",
                            typed(StreamTypes.AC3)
                                    .or(registered("AC-3"))
                                    .or(described(Descriptors.AC3)),
                            Ac3Framing::new),
                    audio(
                            "E-AC-3",
                            typed(StreamTypes.ENHANCED_AC3)
                                    .or(registered("EAC3"))
                                    .or(described(Descriptors.ENHANCED_AC3)),
                            Ac3Framing::new),
                    packets("Opus", MediaKind.AUDIO, registered("Opus"), OpusPayload.Received::new),
                    packets(
                            "SMPTE 302M",
                            MediaKind.AUDIO,
                            registered("BSSD"),
                            _ -> new Smpte302Content()),
                    packets(
                            "KLV",
                            MediaKind.DATA,
                            registered("KLVA"),
                            _ -> new KlvContent(new KlvFormat(false))),
                    packets(
                            "KLV",
                            MediaKind.DATA,
                            TsCodecs::isSynchronousKlv,
                            _ -> new KlvContent(new KlvFormat(true))));

    /** ATSC A/52, A.4.3, with the registration that players look for. */
    private static final UnitPayload.Naming AC3 =
            UnitPayload.Naming.registered(StreamTypes.AC3, Descriptors.registration("AC-3"));

    private static final UnitPayload.Naming ENHANCED_AC3 =
            UnitPayload.Naming.registered(
                    StreamTypes.ENHANCED_AC3, Descriptors.registration("EAC3"));

    private TsCodecs() {}

    /** What is read of a codec, and by whom. */
    record Rule(String codec, MediaKind kind, Predicate<ElementaryStream> matches, Maker maker) {}

    private static Rule video(
            String codec, Predicate<ElementaryStream> matches, Supplier<VideoCodec> maker) {
        return new Rule(
                codec,
                MediaKind.VIDEO,
                matches,
                (track, _, context) -> new VideoReader(track, maker.get(), context));
    }

    private static Rule audio(
            String codec, Predicate<ElementaryStream> matches, Supplier<AudioFraming> maker) {
        return new Rule(
                codec,
                MediaKind.AUDIO,
                matches,
                (track, _, context) -> new AudioReader(track, maker.get(), context));
    }

    private static Rule packets(
            String codec,
            MediaKind kind,
            Predicate<ElementaryStream> matches,
            Function<ElementaryStream, PacketContent> maker) {
        return new Rule(
                codec,
                kind,
                matches,
                (track, entry, context) -> new PacketReader(track, maker.apply(entry), context));
    }

    private static Predicate<ElementaryStream> typed(int type) {
        return entry -> entry.type() == type;
    }

    /** Private PES packets whose registration_descriptor names the codec. */
    private static Predicate<ElementaryStream> registered(String identifier) {
        return entry ->
                entry.type() == StreamTypes.PRIVATE_PES
                        && Descriptors.isRegistered(entry.descriptors(), identifier);
    }

    /** Private PES packets with a DVB descriptor of the codec. */
    private static Predicate<ElementaryStream> described(int tag) {
        return entry ->
                entry.type() == StreamTypes.PRIVATE_PES
                        && Descriptors.has(entry.descriptors(), tag);
    }

    /** metadata_format_identifier of the metadata_descriptor (2.6.60). */
    private static boolean isSynchronousKlv(ElementaryStream entry) {
        return entry.type() == StreamTypes.METADATA_PES
                && Descriptors.find(entry.descriptors(), Descriptors.METADATA)
                        .map(content -> new String(content, StandardCharsets.ISO_8859_1))
                        .filter(content -> content.contains("KLVA"))
                        .isPresent();
    }

    /** Makes what reads one entry. */
    interface Maker {
        ElementaryReader make(int track, ElementaryStream entry, TsContext context);
    }

    /** How a format is written; empty if it cannot be. */
    static Optional<UnitPayload.Maker> payload(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(() -> NalUnitPayload.of(h264));
            case H265Format h265 -> Optional.of(() -> NalUnitPayload.of(h265));
            case MpegVideoFormat video -> Optional.of(() -> new PlainPayload(naming(video), false));
            case Mpeg4VideoFormat video -> Optional.of(() -> new Mpeg4VideoPayload(video));
            case Av1Format av1 -> Optional.of(() -> Av1Payload.of(av1));
            case Vp9Format _, Vp8Format _, JpegFormat _ -> Optional.empty();
            case AacFormat aac -> Optional.of(() -> AdtsPayload.of(aac));
            case OpusFormat opus when OpusPayload.canCarry(opus) ->
                    Optional.of(() -> new OpusPayload(opus));
            case OpusFormat _ -> Optional.empty();
            case MpegAudioFormat audio -> Optional.of(() -> new PlainPayload(naming(audio), true));
            case Ac3Format _ -> Optional.of(() -> new PlainPayload(AC3, true));
            case Eac3Format _ -> Optional.of(() -> new PlainPayload(ENHANCED_AC3, true));
            case LpcmFormat lpcm when Smpte302.canPack(lpcm) ->
                    Optional.of(() -> new Smpte302Payload(lpcm));
            case LpcmFormat _, FlacFormat _, G711Format _, G722Format _, G726Format _ ->
                    Optional.empty();
            case KlvFormat klv -> Optional.of(() -> new KlvPayload(klv));
            case TsDataFormat data -> Optional.of(() -> new DataPayload(data));
            case RtpFormat _, TransportStreamFormat _ -> Optional.empty();
        };
    }

    private static UnitPayload.Naming naming(MpegVideoFormat format) {
        return UnitPayload.Naming.video(
                format.version() == 1 ? StreamTypes.MPEG1_VIDEO : StreamTypes.MPEG2_VIDEO);
    }

    /** Half sample rates are of ISO/IEC 13818-3. */
    private static UnitPayload.Naming naming(MpegAudioFormat format) {
        return UnitPayload.Naming.audio(
                format.sampleRate() >= 32_000 ? StreamTypes.MPEG1_AUDIO : StreamTypes.MPEG2_AUDIO);
    }
}
