package io.millrace.media.dash;

import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.hls.CmafSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The live manifest (MPD, ISO/IEC 23009-1, 5.3.1) of a path's CMAF tracks, or of several paths that
 * are renditions of one content. A function of their newest segments: every packager writes the
 * same bytes.
 *
 * <p>Presentation time is the path's timeline, in all Periods: Period@start and
 * presentationTimeOffset are the same moment. availabilityStartTime is the wall clock of the
 * timeline's zero, as the newest segment's publisher has anchored it. A Period whose begin is not
 * listed any more starts at zero.
 */
public final class Manifest {
    /** The scheme of {@link Settings#clockAddress}: a date and time as ISO 8601 (5.8.4.11). */
    public static final String CLOCK_SCHEME = "urn:mpeg:dash:utc:http-iso:2014";

    static final String PROFILES =
            "urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019";

    /** How often players of parts ask anew: the next segment is told once it has begun. */
    private static final long LOW_LATENCY_UPDATE_MICROS = 500_000;

    static final long LONGEST_UPDATE_MICROS = 2_000_000;
    static final long SHORTEST_UPDATE_MICROS = 200_000;
    private static final int LATENCY_PARTS = 3;
    private static final long MILLI = 1_000;

    private final Settings settings;
    private final List<Period> periods;
    private final CmafSegment newest;

    /**
     * What does not come from the log.
     *
     * @param partMillis duration of the chunks that are served while a segment grows; 0 for none
     * @param nominalMicros the path's segment duration
     * @param clockAddress of the packager's clock, from the manifest's folder
     */
    public record Settings(int partMillis, long nominalMicros, String clockAddress) {}

    /**
     * Describes renditions.
     *
     * @param renditions the first tells Periods and has the audio; at least one, each with a
     *     segment
     */
    public Manifest(List<Rendition> renditions, Settings settings) {
        this.settings = settings;
        List<Rendition> listed =
                settings.partMillis() > 0
                        ? renditions
                        : renditions.stream().map(Manifest::withoutGrowing).toList();
        Rendition first = renditions.getFirst();
        this.newest = first.segments().getLast();
        this.periods = periods(listed, settings.nominalMicros());
    }

    private static Rendition withoutGrowing(Rendition rendition) {
        return new Rendition(rendition.name(), rendition.folder(), rendition.complete());
    }

    /** A Period for each run of segments of the first rendition with one discontinuity number. */
    private static List<Period> periods(List<Rendition> renditions, long nominalMicros) {
        List<CmafSegment> main = renditions.getFirst().segments();
        List<Period> periods = new ArrayList<>();
        int from = 0;
        while (from < main.size()) {
            long discontinuity = main.get(from).start().discontinuity();
            int to = from + 1;
            while (to < main.size() && main.get(to).start().discontinuity() == discontinuity) {
                to++;
            }
            long begin = from == 0 ? 0 : startMicros(main.get(from));
            long end = to == main.size() ? Long.MAX_VALUE : startMicros(main.get(to));
            Period period = new Period(discontinuity, begin);
            boolean withAudio = true;
            for (Rendition rendition : renditions) {
                List<CmafSegment> here =
                        withAudio ? main.subList(from, to) : between(rendition, begin, end);
                period.add(rendition, here, nominalMicros, withAudio);
                withAudio = false;
            }
            if (!period.tracks().isEmpty()) {
                periods.add(period);
            }
            from = to;
        }
        return List.copyOf(periods);
    }

    /** Where a segment's Period begins if it is the first of it: in whole milliseconds. */
    private static long startMicros(CmafSegment segment) {
        return segment.start().segmentStartMicros() / MILLI * MILLI;
    }

    private static List<CmafSegment> between(Rendition rendition, long begin, long end) {
        return rendition.segments().stream()
                .filter(segment -> startMicros(segment) >= begin && startMicros(segment) < end)
                .toList();
    }

    /** Whether there is anything to play. */
    public boolean isPlayable() {
        return periods.stream().anyMatch(period -> period.main().isPresent());
    }

    /** The manifest's text; only if it {@linkplain #isPlayable() is playable}. */
    public String text() {
        SegmentTimes main = periods.getLast().main().orElseThrow().times();
        long longest = longestMicros();
        boolean lowLatency = settings.partMillis() > 0;
        long update =
                lowLatency
                        ? LOW_LATENCY_UPDATE_MICROS
                        : Math.clamp(longest / 2, SHORTEST_UPDATE_MICROS, LONGEST_UPDATE_MICROS);
        XmlText xml = new XmlText(4_096);
        xml.begin("MPD")
                .attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011")
                .attribute("profiles", PROFILES)
                .attribute("type", "dynamic")
                .attribute("availabilityStartTime", DashTime.dateTime(anchorMicros()))
                .attribute("publishTime", DashTime.dateTime(anchorMicros() + newestMicros()))
                .attribute("minimumUpdatePeriod", DashTime.duration(update))
                .attribute("timeShiftBufferDepth", DashTime.duration(depthMicros(main)))
                .attribute("maxSegmentDuration", DashTime.duration(longest))
                .attribute("minBufferTime", DashTime.duration(minBufferMicros(longest)))
                .attribute("suggestedPresentationDelay", DashTime.duration(delayMicros(longest)));
        if (lowLatency) {
            serviceDescription(xml, update);
        }
        periods.forEach(period -> period.write(xml, settings.partMillis()));
        xml.begin("UTCTiming")
                .attribute("schemeIdUri", CLOCK_SCHEME)
                .attribute("value", settings.clockAddress())
                .end();
        return xml.end().text();
    }

    /**
     * What a player of parts should keep to (annex K). One that falls behind, as while the
     * publisher is away, catches up by its rate, or goes to the live edge from beyond the maximum.
     */
    private void serviceDescription(XmlText xml, long updateMicros) {
        long target = (long) LATENCY_PARTS * settings.partMillis() + 2 * updateMicros / MILLI;
        xml.begin("ServiceDescription").attribute("id", 0);
        xml.begin("Latency")
                .attribute("target", target)
                .attribute("min", target / 2)
                .attribute("max", target * 3 / 2)
                .end();
        xml.begin("PlaybackRate").attribute("min", "0.96").attribute("max", "1.1").end();
        xml.end();
    }

    private long minBufferMicros(long longestMicros) {
        return settings.partMillis() > 0 ? 2L * settings.partMillis() * MILLI : longestMicros;
    }

    /** Two segments and a half are less than three; with parts the newest two need be there. */
    private long delayMicros(long longestMicros) {
        return settings.partMillis() > 0 ? 2 * longestMicros : longestMicros * 5 / 2;
    }

    /** Wall clock of the timeline's zero. */
    private long anchorMicros() {
        Optional<TrackSegment> video =
                newest.tracks().stream()
                        .filter(cut -> begins(cut.units().getFirst(), cut.track().clockRate()))
                        .findFirst();
        long entry =
                video.map(cut -> Ticks.toMicros(cut.presentationTicks(), cut.track().clockRate()))
                        .orElse(newest.start().entryMicros());
        return newest.start().wallClockMicros() - entry;
    }

    /** Whether the newest segment's entry point is this unit. */
    private boolean begins(Unit unit, int clockRate) {
        return unit.randomAccess()
                && Ticks.toMicros(unit.dtsTicks(), clockRate) == newest.start().entryMicros();
    }

    /** When the last change of what is listed was, on the timeline. */
    private long newestMicros() {
        long newestMicros = 0;
        for (PeriodTrack track : periods.getLast().tracks()) {
            SegmentTimes times = track.times();
            long changed =
                    settings.partMillis() > 0 ? times.last().startTicks() : times.last().endTicks();
            newestMicros = Math.max(newestMicros, times.micros(changed));
        }
        return newestMicros;
    }

    private long longestMicros() {
        return periods.stream()
                .flatMap(period -> period.tracks().stream())
                .mapToLong(track -> track.times().longestMicros())
                .max()
                .orElse(0);
    }

    private long depthMicros(SegmentTimes newestTimes) {
        SegmentTimes oldest = periods.getFirst().main().orElseThrow().times();
        return newestTimes.micros(newestTimes.last().endTicks())
                - oldest.micros(oldest.first().startTicks());
    }
}
