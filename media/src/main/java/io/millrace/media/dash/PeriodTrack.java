package io.millrace.media.dash;

import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.cmaf.CodecName;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.TrackMeasure;
import java.util.List;

/** One track of one path in one Period: a Representation (5.3.5). */
final class PeriodTrack {
    private final Rendition rendition;
    private final Track track;
    private final SegmentTimes times;
    private final TrackMeasure measure;

    PeriodTrack(Rendition rendition, Track track, List<CmafSegment> segments, long nominalMicros) {
        this.rendition = rendition;
        this.track = track;
        this.times = new SegmentTimes(track, segments, nominalMicros);
        this.measure = TrackMeasure.of(rendition.complete(), track);
    }

    Track track() {
        return track;
    }

    SegmentTimes times() {
        return times;
    }

    /** What the codec's name begins with: players do not switch between different ones. */
    String codecFamily() {
        String name = CodecName.of(track.format()).orElse("");
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /**
     * Writes the element.
     *
     * @param startMicros of the Period, on the path's timeline
     * @param partMillis for chunks of that duration; 0 for whole segments
     */
    void write(XmlText xml, long startMicros, int partMillis) {
        TrackText.beginRepresentation(xml, rendition.name() + "." + track.id(), track, measure);
        template(xml, startMicros, partMillis);
        xml.end();
    }

    /** SegmentTemplate (5.3.9.4). Times in it are those of the media: the path's timeline. */
    private void template(XmlText xml, long startMicros, int partMillis) {
        String folder = rendition.folder().replace("$", "$$");
        xml.begin("SegmentTemplate").attribute("timescale", track.clockRate());
        long offset = Ticks.ofMicros(startMicros, track.clockRate());
        if (offset > 0) {
            xml.attribute("presentationTimeOffset", offset);
        }
        long early = times.micros(times.last().durationTicks()) - partMillis * 1_000L;
        if (partMillis > 0 && early > 0) {
            xml.attribute("availabilityTimeOffset", DashTime.seconds(early))
                    .attribute("availabilityTimeComplete", "false");
        }
        xml.attribute("initialization", folder + CmafName.header(track).fileName())
                .attribute("media", folder + CmafName.Timed.template(track.id(), "$Time$"));
        times.write(xml);
        xml.end();
    }
}
