package io.millrace.media.ts;

import io.millrace.media.MediaKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The one table of what is read from a multiplex: which entries of a program map are which codec
 * (ISO/IEC 13818-1, table 2-34; ATSC A/53 and A/52; ETSI EN 300 468, 6; SMPTE ST 302; MISB ST
 * 1402), and who reads them. What is written is in {@link UnitPayload}.
 */
final class StreamReaders {
    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "H264",
                            MediaKind.VIDEO,
                            entry -> entry.type() == StreamTypes.H264,
                            (track, entry, context) ->
                                    new VideoReader(track, new H264Codec(), context)),
                    new Rule(
                            "AAC",
                            MediaKind.AUDIO,
                            entry -> entry.type() == StreamTypes.AAC_ADTS,
                            (track, entry, context) ->
                                    new AudioReader(track, new AdtsFraming(), context)));

    /** What {@link io.millrace.media.TsDataFormat} allows. */
    private static final int MIN_DATA_PID = 16;

    private static final int MAX_DATA_PID = 8190;

    private StreamReaders() {}

    private record Rule(
            String codec, MediaKind kind, Predicate<ElementaryStream> matches, Maker maker) {}

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
