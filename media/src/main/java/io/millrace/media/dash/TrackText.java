package io.millrace.media.dash;

import io.millrace.media.AudioFormat;
import io.millrace.media.Language;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.cmaf.CodecName;
import io.millrace.media.codec.PictureInfo;
import io.millrace.media.hls.TrackMeasure;
import java.util.Optional;

/** What a manifest says of a track beside where its segments are (5.3.3, 5.3.5 and 5.3.7). */
final class TrackText {
    private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";

    private TrackText() {}

    /** Begins an AdaptationSet, whose Representations are to follow. */
    static void beginSet(XmlText xml, int id, Track track, boolean isMain) {
        MediaKind kind = track.kind();
        String contentType = kind == MediaKind.VIDEO ? "video" : "audio";
        xml.begin("AdaptationSet")
                .attribute("id", id)
                .attribute("contentType", contentType)
                .attribute("mimeType", contentType + "/mp4")
                .attribute("segmentAlignment", "true")
                .attribute("startWithSAP", 1);
        if (kind == MediaKind.AUDIO) {
            xml.attribute("lang", track.language().map(Language::tag).orElse("und"));
        }
        xml.begin("Role")
                .attribute("schemeIdUri", "urn:mpeg:dash:role:2011")
                .attribute("value", isMain ? "main" : "alternate")
                .end();
    }

    /** Begins a Representation, whose segments are to follow. */
    static void beginRepresentation(XmlText xml, String id, Track track, TrackMeasure measure) {
        xml.begin("Representation").attribute("id", id).attribute("bandwidth", bandwidth(measure));
        CodecName.of(track.format()).ifPresent(name -> xml.attribute("codecs", name));
        if (track.kind() == MediaKind.VIDEO) {
            picture(xml, track, measure);
        } else if (track.format() instanceof AudioFormat audio) {
            xml.attribute("audioSamplingRate", audio.clockRate());
            xml.begin("AudioChannelConfiguration")
                    .attribute("schemeIdUri", CHANNELS)
                    .attribute("value", audio.channels())
                    .end();
        }
    }

    /** The measured peak, in two digits: it is not another Representation at each update. */
    private static long bandwidth(TrackMeasure measure) {
        long peak = Math.max(1, measure.bandwidth().peak());
        long unit = 1;
        while (peak / unit >= 100) {
            unit *= 10;
        }
        return Math.ceilDiv(peak, unit) * unit;
    }

    private static void picture(XmlText xml, Track track, TrackMeasure measure) {
        Optional<PictureInfo> info = PictureInfo.of(track.format());
        info.ifPresent(
                size -> xml.attribute("width", size.width()).attribute("height", size.height()));
        if (measure.picturesPerThousandSeconds() > 0) {
            xml.attribute("frameRate", PictureRate.of(measure.picturesPerThousandSeconds()));
        }
    }
}
