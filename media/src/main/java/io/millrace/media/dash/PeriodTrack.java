package io.millrace.media.dash;

import io.millrace.media.AudioFormat;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.codec.PictureInfo;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.CodecName;
import io.millrace.media.hls.TrackMeasure;
import java.util.List;
import java.util.Optional;

/** One track of one path in one Period: a Representation (5.3.5). */
final class PeriodTrack {
    private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";

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
        xml.begin("Representation")
                .attribute("id", rendition.name() + "." + track.id())
                .attribute("bandwidth", bandwidth());
        CodecName.of(track.format()).ifPresent(name -> xml.attribute("codecs", name));
        if (track.kind() == MediaKind.VIDEO) {
            picture(xml);
        } else if (track.format() instanceof AudioFormat audio) {
            xml.attribute("audioSamplingRate", audio.clockRate());
            xml.begin("AudioChannelConfiguration")
                    .attribute("schemeIdUri", CHANNELS)
                    .attribute("value", audio.channels())
                    .end();
        }
        template(xml, startMicros, partMillis);
        xml.end();
    }

    /** The measured peak, in two digits: it is not another Representation at each update. */
    private long bandwidth() {
        long peak = Math.max(1, measure.bandwidth().peak());
        long unit = 1;
        while (peak / unit >= 100) {
            unit *= 10;
        }
        return Math.ceilDiv(peak, unit) * unit;
    }

    private void picture(XmlText xml) {
        Optional<PictureInfo> info = PictureInfo.of(track.format());
        info.ifPresent(
                size -> xml.attribute("width", size.width()).attribute("height", size.height()));
        if (measure.picturesPerThousandSeconds() > 0) {
            xml.attribute("frameRate", PictureRate.of(measure.picturesPerThousandSeconds()));
        }
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
