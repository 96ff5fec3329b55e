package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.codec.DtsFromReorderDepth;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h265.H265AccessUnit;
import io.millrace.media.h265.H265ParameterSets;
import io.millrace.media.h265.H265SequenceParameterSet;
import java.util.Optional;

/**
 * Makes units of H.265 access units as they came: canonical, with the format told before the first
 * one and at changes, and with dts. Pictures before the first parameter sets are dropped and
 * counted. Not thread-safe.
 */
final class H265Units implements AccessUnitBuilder.Sink {
    private static final int FRAMES_A_SECOND_WHERE_UNKNOWN = 30;

    private final H265ParameterSets parameterSets;
    private final DepacketizerCounts counts;
    private final Depacketizer.Sink sink;
    private final RtpTimeline timeline;
    private final DtsFromReorderDepth decodingTimes = new DtsFromReorderDepth();

    private boolean described;

    H265Units(H265ParameterSets parameterSets, DepacketizerCounts counts, Depacketizer.Sink sink) {
        this.parameterSets = parameterSets;
        this.counts = counts;
        this.sink = sink;
        this.timeline = new RtpTimeline(Format.VIDEO_CLOCK_RATE, counts);
    }

    @Override
    public void onAccessUnit(long timestamp, byte[] payload) throws MalformedMediaException {
        H265AccessUnit accessUnit = H265AccessUnit.of(NalUnits.ofLengthPrefixed(payload));
        boolean changed = parameterSets.update(accessUnit.parameterSets());
        Optional<H265Format> format = parameterSets.format();
        if (format.isPresent() && (changed || !described)) {
            described = true;
            sink.onFormat(format.get());
        }
        if (!accessUnit.hasPicture()) {
            return;
        }
        if (format.isEmpty()) {
            counts.countDroppedAccessUnit();
            return;
        }
        H265SequenceParameterSet sps = parameterSets.sequenceParameterSet().orElseThrow();
        double rate = sps.framesPerSecond().orElse(FRAMES_A_SECOND_WHERE_UNKNOWN);
        long ptsTicks = timeline.place(timestamp);
        DtsFromReorderDepth.Times times =
                decodingTimes.next(
                        sps.maxReorderPictures(),
                        Math.round(Format.VIDEO_CLOCK_RATE / rate),
                        ptsTicks);
        if (times.ptsTicks() != ptsTicks) {
            counts.countCorrectedTimestamp();
        }
        counts.countUnit();
        sink.onUnit(
                times.ptsTicks(),
                times.dtsTicks(),
                accessUnit.randomAccess(),
                accessUnit.payload());
    }

    /** The reorder depth is told, whatever was lost. */
    @Override
    public void onLoss() {}
}
