package io.millrace.media.dash;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.SegmentSpan;
import io.millrace.media.hls.TrackMeasure;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments of the past of one epoch and description whose numbers follow each other: a Period
 * (5.3.2) whose segments are told by number, so that they have the names they had when they were
 * live.
 */
final class RangePeriod {
    private final String id;
    private final List<SegmentSpan> spans = new ArrayList<>();

    private RangePeriod(String id, SegmentSpan first) {
        this.id = id;
        spans.add(first);
    }

    /** The Periods of a range; segments that players must do without are left out. */
    static List<RangePeriod> of(List<SegmentSpan> spans) {
        List<RangePeriod> periods = new ArrayList<>();
        for (SegmentSpan span : spans) {
            if (span.isGap() || span.durationMicros() <= 0) {
                continue;
            }
            if (!periods.isEmpty() && periods.getLast().goesOnWith(span)) {
                periods.getLast().spans.add(span);
            } else {
                periods.add(new RangePeriod(id(periods, span), span));
            }
        }
        return periods;
    }

    /** The same when what came before is not listed any more, but where segments are missing. */
    private static String id(List<RangePeriod> before, SegmentSpan first) {
        String id = first.name().epoch() + "-" + first.start().discontinuity();
        boolean isTaken = before.stream().anyMatch(period -> period.id.equals(id));
        return isTaken ? id + "-" + first.name().number() : id;
    }

    private boolean goesOnWith(SegmentSpan next) {
        SegmentSpan last = spans.getLast();
        return next.name().epoch() == last.name().epoch()
                && next.name().number() == last.name().number() + 1
                && next.start().discontinuity() == last.start().discontinuity()
                && next.start().tracks().equals(last.start().tracks());
    }

    /** Where it begins on the path's timeline, in whole milliseconds. */
    long beginMicros() {
        return spans.getFirst().start().segmentStartMicros() / 1_000 * 1_000;
    }

    long endMicros() {
        return spans.getLast().endMicros();
    }

    long longestMicros() {
        return spans.stream().mapToLong(SegmentSpan::durationMicros).max().orElse(0);
    }

    /** Tracks that can be played; those that no sample has are described, and never sent. */
    List<Track> tracks(List<CmafSegment> samples) {
        List<Track> tracks = new ArrayList<>();
        for (MediaKind kind : List.of(MediaKind.VIDEO, MediaKind.AUDIO)) {
            CmafSegment.carried(spans.getFirst().start().tracks()).stream()
                    .filter(track -> track.kind() == kind)
                    .filter(track ->
                            samples.stream().anyMatch(one -> one.track(track.id()).isPresent()))
                    .forEach(tracks::add);
        }
        return tracks;
    }

    /**
     * Writes the element.
     *
     * @param startMicros of the Period in the presentation
     * @param mediaMicros the same moment on the path's timeline
     */
    void write(XmlText xml, long startMicros, long mediaMicros, List<CmafSegment> samples) {
        xml.begin("Period").attribute("id", id).attribute("start", DashTime.duration(startMicros));
        List<Track> tracks = tracks(samples);
        for (int index = 0; index < tracks.size(); index++) {
            Track track = tracks.get(index);
            boolean isMain = index == 0 || tracks.get(index - 1).kind() != track.kind();
            TrackText.beginSet(xml, index, track, isMain);
            TrackText.beginRepresentation(
                    xml, Integer.toString(track.id()), track, TrackMeasure.of(samples, track));
            template(xml, track, mediaMicros);
            xml.end().end();
        }
        xml.end();
    }

    private void template(XmlText xml, Track track, long mediaMicros) {
        SegmentSpan first = spans.getFirst();
        xml.begin("SegmentTemplate").attribute("timescale", track.clockRate());
        long offset = Ticks.ofMicros(mediaMicros, track.clockRate());
        if (offset > 0) {
            xml.attribute("presentationTimeOffset", offset);
        }
        xml.attribute("startNumber", first.name().number())
                .attribute("initialization", CmafName.header(track).fileName())
                .attribute(
                        "media",
                        CmafName.Segment.template(first.name().epoch(), "$Number$", track.id()));
        SegmentTimes.of(track, spans).write(xml);
        xml.end();
    }
}
