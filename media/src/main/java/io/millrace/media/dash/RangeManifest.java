package io.millrace.media.dash;

import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.RangePlaylist;
import io.millrace.media.hls.SegmentSpan;
import io.millrace.media.hls.SegmentStart;
import java.util.List;

/**
 * The manifest (MPD, ISO/IEC 23009-1, 5.3.1) of a stretch of the past: over, as a static
 * presentation that begins at zero; growing, as a live one whose players begin at its start; or
 * moving behind the live one by a constant time.
 *
 * <p>A live one's presentation time is the path's timeline, as in {@link Manifest}. That of a range
 * that moves becomes available later by as much as it is behind.
 */
public final class RangeManifest {
    private final List<RangePeriod> periods;
    private final List<CmafSegment> samples;
    private final SegmentStart newest;
    private final Settings settings;

    /**
     * What does not come from the log.
     *
     * @param behindMicros from the start that was asked for to the time of asking
     * @param windowMicros what a range that moves shows; 0 for one that does not move
     * @param clockAddress of the packager's clock, from the manifest's folder
     */
    public record Settings(
            RangePlaylist.Kind kind, long behindMicros, long windowMicros, String clockAddress) {}

    /**
     * Describes a range.
     *
     * @param spans numbers growing; at least one
     * @param samples a few of those segments, which tracks are measured on
     */
    public RangeManifest(List<SegmentSpan> spans, List<CmafSegment> samples, Settings settings) {
        this.newest = spans.getLast().start();
        this.samples = List.copyOf(samples);
        this.settings = settings;
        this.periods =
                RangePeriod.of(spans).stream()
                        .filter(period -> !period.tracks(samples).isEmpty())
                        .toList();
    }

    /** Whether there is anything to play. */
    public boolean isPlayable() {
        return !periods.isEmpty();
    }

    /** The manifest's text; only if it {@linkplain #isPlayable() is playable}. */
    public String text() {
        XmlText xml = new XmlText(4_096);
        xml.begin("MPD")
                .attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011")
                .attribute("profiles", Manifest.PROFILES);
        switch (settings.kind()) {
            case WINDOW, EVENT -> live(xml);
            case ENDED_EVENT, VOD -> over(xml);
        }
        return xml.end().text();
    }

    private long longestMicros() {
        return periods.stream().mapToLong(RangePeriod::longestMicros).max().orElse(0);
    }

    private void over(XmlText xml) {
        long begin = periods.getFirst().beginMicros();
        xml.attribute("type", "static")
                .attribute(
                        "mediaPresentationDuration",
                        DashTime.duration(periods.getLast().endMicros() - begin))
                .attribute("maxSegmentDuration", DashTime.duration(longestMicros()))
                .attribute("minBufferTime", DashTime.duration(longestMicros()));
        for (RangePeriod period : periods) {
            period.write(xml, period.beginMicros() - begin, period.beginMicros(), samples);
        }
    }

    private void live(XmlText xml) {
        boolean moves = settings.windowMicros() > 0;
        long later = moves ? settings.behindMicros() - settings.windowMicros() : 0;
        long available = anchorMicros() + later;
        long update =
                Math.clamp(
                        longestMicros() / 2,
                        Manifest.SHORTEST_UPDATE_MICROS,
                        Manifest.LONGEST_UPDATE_MICROS);
        xml.attribute("type", "dynamic")
                .attribute("availabilityStartTime", DashTime.dateTime(available))
                .attribute(
                        "publishTime", DashTime.dateTime(available + periods.getLast().endMicros()))
                .attribute("minimumUpdatePeriod", DashTime.duration(update));
        if (moves) {
            xml.attribute("timeShiftBufferDepth", DashTime.duration(2 * settings.windowMicros()));
        }
        xml.attribute("maxSegmentDuration", DashTime.duration(longestMicros()))
                .attribute("minBufferTime", DashTime.duration(longestMicros()))
                .attribute(
                        "suggestedPresentationDelay",
                        DashTime.duration(
                                moves ? settings.windowMicros() : settings.behindMicros()));
        for (RangePeriod period : periods) {
            boolean isFirst = period == periods.getFirst();
            long start = isFirst ? 0 : period.beginMicros();
            period.write(xml, start, start, samples);
        }
        xml.begin("UTCTiming")
                .attribute("schemeIdUri", Manifest.CLOCK_SCHEME)
                .attribute("value", settings.clockAddress())
                .end();
    }

    /** Wall clock of the timeline's zero, as the newest segment's publisher has anchored it. */
    private long anchorMicros() {
        return newest.wallClockMicros() - newest.entryMicros();
    }
}
