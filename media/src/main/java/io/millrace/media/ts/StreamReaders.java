package io.millrace.media.ts;

import io.millrace.media.MediaKind;
import java.util.Optional;

/** Who reads the entries of a program map. Which codec an entry is, is in {@link TsCodecs}. */
final class StreamReaders {
    /** What {@link io.millrace.media.TsDataFormat} allows. */
    private static final int MIN_DATA_PID = 16;

    private static final int MAX_DATA_PID = 8190;

    private StreamReaders() {}

    /** Who reads this entry; empty if nobody does. */
    static Optional<TsStream> stream(int track, ElementaryStream entry, TsContext context) {
        Optional<TsCodecs.Rule> rule = rule(entry);
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
        return rule(entry).map(TsCodecs.Rule::kind).orElse(MediaKind.DATA);
    }

    /** What an entry is, for people. */
    static String name(ElementaryStream entry) {
        return rule(entry)
                .map(TsCodecs.Rule::codec)
                .orElseGet(() -> StreamTypes.name(entry.type()));
    }

    private static Optional<TsCodecs.Rule> rule(ElementaryStream entry) {
        return TsCodecs.READ.stream().filter(rule -> rule.matches().test(entry)).findFirst();
    }
}
