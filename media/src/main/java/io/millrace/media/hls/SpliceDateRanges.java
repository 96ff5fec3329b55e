package io.millrace.media.hls;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.millrace.media.ts.SpliceMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * SCTE-35 messages of a segment as date ranges (RFC 8216, section 4.3.2.7.1). Each message is a
 * range of its own, named after what it says and when, so that all packagers say the same.
 */
final class SpliceDateRanges {
    private static final int SCTE_35 = 0x86;

    private SpliceDateRanges() {}

    /** The tags of a segment's units, the first of which is its entry point's. */
    static List<String> of(SegmentStart start, List<Unit> units) {
        Predicate<Unit> isSplice =
                unit ->
                        start.tracks().stream()
                                .anyMatch(track -> track.id() == unit.track() && isSplice(track));
        List<String> tags = new ArrayList<>();
        for (Unit unit : units) {
            if (isSplice.test(unit)) {
                add(anchorMicros(start, units.getFirst()), unit, tags);
            }
        }
        return tags;
    }

    private static boolean isSplice(Track track) {
        return track.format() instanceof TsDataFormat data && data.streamType() == SCTE_35;
    }

    /** Wall clock of the timeline's zero. */
    private static long anchorMicros(SegmentStart start, Unit first) {
        Optional<Track> lead =
                start.tracks().stream().filter(track -> track.id() == first.track()).findFirst();
        return start.wallClockMicros()
                - lead.map(track -> Ticks.toMicros(first.ptsTicks(), track.clockRate())).orElse(0L);
    }

    /** A unit that breaks the specification has no tag; readers of MPEG-TS get it as it came. */
    private static void add(long anchorMicros, Unit unit, List<String> tags) {
        try {
            SpliceMessage.in(unit).forEach(message -> tags.add(tag(anchorMicros, message)));
        } catch (MalformedMediaException notASplice) {
            tags.add("# a splice message breaks its specification: " + notASplice.getMessage());
        }
    }

    private static String tag(long anchorMicros, SpliceMessage message) {
        String name =
                switch (message.kind()) {
                    case OUT -> "SCTE35-OUT";
                    case IN -> "SCTE35-IN";
                    case OTHER -> "SCTE35-CMD";
                };
        StringBuilder tag = new StringBuilder(256);
        tag.append(
                        "#EXT-X-DATERANGE:ID=\"splice-%d-%d\""
                                .formatted(message.eventId(), message.ticks()))
                .append(",START-DATE=\"")
                .append(
                        PlaylistText.dateTime(
                                anchorMicros + Ticks.toMicros(message.ticks(), 90_000)))
                .append('"');
        message.durationTicks()
                .ifPresent(ticks ->
                        tag.append(",PLANNED-DURATION=")
                                .append(PlaylistText.seconds(Ticks.toMicros(ticks, 90_000))));
        String section = message.section().toString().toUpperCase(Locale.ROOT);
        return tag.append(',').append(name).append("=0x").append(section).toString();
    }
}
