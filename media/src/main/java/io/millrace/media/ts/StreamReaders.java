package io.millrace.media.ts;

import io.millrace.media.KlvFormat;
import io.millrace.media.MediaKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The one table of what is read from a multiplex: which entries of a program map are which codec
 * (ISO/IEC 13818-1, table 2-34; ATSC A/53 and A/52; ETSI EN 300 468, 6; SMPTE ST 302; MISB ST
 * 1402), and who reads them. What is written is in {@link UnitPayload}.
 */
final class StreamReaders {
    private static final List<Rule> RULES =
            List.of(
                    video("H264", typed(StreamTypes.H264), H264Codec::new),
                    video("H265", typed(StreamTypes.H265).or(registered("HEVC")), H265Codec::new),
                    video(
                            "MPEG video",
                            typed(StreamTypes.MPEG1_VIDEO).or(typed(StreamTypes.MPEG2_VIDEO)),
                            MpegVideoCodec::new),
                    video("MPEG-4 video", typed(StreamTypes.MPEG4_VIDEO), Mpeg4VideoCodec::new),
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
                    packets(
                            "Opus",
                            MediaKind.AUDIO,
                            registered("Opus"),
                            entry -> new OpusContent(OpusContent.channels(entry.descriptors()))),
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
                            StreamReaders::isSynchronousKlv,
                            _ -> new KlvContent(new KlvFormat(true))));

    /** What {@link io.millrace.media.TsDataFormat} allows. */
    private static final int MIN_DATA_PID = 16;

    private static final int MAX_DATA_PID = 8190;

    private StreamReaders() {}

    private record Rule(
            String codec, MediaKind kind, Predicate<ElementaryStream> matches, Maker maker) {}

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

    private interface Maker {
        ElementaryReader make(int track, ElementaryStream entry, TsContext context);
    }

    /** Who reads this entry; empty if nobody does. */
    static Optional<TsStream> stream(int track, ElementaryStream entry, TsContext context) {
        Optional<Rule> rule = rule(entry);
        if (rule.isPresent()) {
            ElementaryReader reader = rule.get().maker().make(track, entry, context);
            return Optional.of(new MediaStream(entry, track, reader, context));
        }
        boolean carried =
                context.settings().carryData()
                        && entry.pid() >= MIN_DATA_PID
                        && entry.pid() <= MAX_DATA_PID;
        return carried ? Optional.of(new DataStream(entry, track, context)) : Optional.empty();
    }

    /** Whether a new map's entry means the stream that is being read. */
    static boolean isSame(ElementaryStream before, ElementaryStream now) {
        return before.equals(now)
                || (before.pid() == now.pid()
                        && before.type() == now.type()
                        && rule(now).isPresent()
                        && rule(before).equals(rule(now)));
    }

    /** What an entry carries, before its format is known. */
    static MediaKind kind(ElementaryStream entry) {
        return rule(entry).map(Rule::kind).orElse(MediaKind.DATA);
    }

    /** What an entry is, for people. */
    static String name(ElementaryStream entry) {
        return rule(entry).map(Rule::codec).orElseGet(() -> StreamTypes.name(entry.type()));
    }

    private static Optional<Rule> rule(ElementaryStream entry) {
        return RULES.stream().filter(rule -> rule.matches().test(entry)).findFirst();
    }
}
