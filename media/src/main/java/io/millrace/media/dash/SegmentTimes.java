package io.millrace.media.dash;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.SegmentSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a track's segments begin and how long they last, in ticks of its clock: the SegmentTimeline
 * (5.3.9.6). A segment without units of the track is a hole in it; one that grows is listed from
 * its first complete part on.
 */
final class SegmentTimes {
    /** What separates two segments by less is rounding, and belongs to the first of them. */
    private static final int ROUNDING_PER_SECOND = 10;

    private final Track track;
    private final List<Entry> entries = new ArrayList<>();

    /** One segment. */
    record Entry(long startTicks, long durationTicks) {
        long endTicks() {
            return startTicks + durationTicks;
        }
    }

    /**
     * Lists segments of one Period.
     *
     * @param nominalMicros how long a growing segment is taken to get that has none before it
     */
    SegmentTimes(Track track, List<CmafSegment> segments, long nominalMicros) {
        this.track = track;
        for (CmafSegment segment : segments) {
            Optional<TrackSegment> cut =
                    segment.track(track.id())
                            .filter(one -> one.track().equals(track) && !one.parts().isEmpty());
            cut.ifPresent(one ->
                    add(
                            one.presentationTicks(),
                            segment.isComplete()
                                    ? one.durationTicks()
                                    : expected(one, nominalMicros)));
        }
    }

    private SegmentTimes(Track track) {
        this.track = track;
    }

    /** Of segments of the past that follow each other: each lasts until the next one begins. */
    static SegmentTimes of(Track track, List<SegmentSpan> spans) {
        SegmentTimes times = new SegmentTimes(track);
        for (SegmentSpan span : spans) {
            long begin = span.start().segmentStartMicros();
            long start = Ticks.ofMicros(begin, track.clockRate());
            long end = Ticks.ofMicros(begin + span.durationMicros(), track.clockRate());
            times.add(start, end - start);
        }
        return times;
    }

    /** A growing segment is announced to last as long as the one before it. */
    private long expected(TrackSegment growing, long nominalMicros) {
        long before =
                entries.isEmpty()
                        ? Ticks.ofMicros(nominalMicros, track.clockRate())
                        : entries.getLast().durationTicks();
        return Math.max(before, growing.durationTicks());
    }

    private void add(long startTicks, long durationTicks) {
        if (durationTicks <= 0) {
            return;
        }
        if (!entries.isEmpty()) {
            Entry before = entries.getLast();
            long hole = startTicks - before.endTicks();
            if (startTicks <= before.startTicks()) {
                return;
            }
            if (hole < 0 || hole <= track.clockRate() / ROUNDING_PER_SECOND) {
                entries.removeLast();
                entries.add(new Entry(before.startTicks(), startTicks - before.startTicks()));
            }
        }
        entries.add(new Entry(startTicks, durationTicks));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Entry first() {
        return entries.getFirst();
    }

    Entry last() {
        return entries.getLast();
    }

    long micros(long ticks) {
        return Ticks.toMicros(ticks, track.clockRate());
    }

    /** The longest, in microseconds. */
    long longestMicros() {
        return micros(entries.stream().mapToLong(Entry::durationTicks).max().orElse(0));
    }

    /** Writes the element: equal durations that follow each other are one S with a count. */
    void write(XmlText xml) {
        xml.begin("SegmentTimeline");
        int index = 0;
        while (index < entries.size()) {
            Entry first = entries.get(index);
            int repeats = repeats(index);
            xml.begin("S");
            if (index == 0 || entries.get(index - 1).endTicks() != first.startTicks()) {
                xml.attribute("t", first.startTicks());
            }
            xml.attribute("d", first.durationTicks());
            if (repeats > 0) {
                xml.attribute("r", repeats);
            }
            xml.end();
            index += repeats + 1;
        }
        xml.end();
    }

    private int repeats(int index) {
        int next = index + 1;
        while (next < entries.size()
                && entries.get(next).durationTicks() == entries.get(index).durationTicks()
                && entries.get(next).startTicks() == entries.get(next - 1).endTicks()) {
            next++;
        }
        return next - index - 1;
    }
}
