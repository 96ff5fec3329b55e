package io.millrace.media.rtp;

import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.DtsFromPictureOrder;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import java.util.Optional;

/**
 * Makes units of H.264 access units as they came: canonical, with the format told before the first
 * one and at changes, and with dts. Pictures before the first parameter sets are dropped and
 * counted. Not thread-safe.
 */
final class H264Units implements AccessUnitBuilder.Sink {
    private final ParameterSets parameterSets;
    private final DepacketizerCounts counts;
    private final Depacketizer.Sink sink;
    private final RtpTimeline timeline;

    private final DtsFromPictureOrder decodingTimes = new DtsFromPictureOrder();

    private boolean described;

    H264Units(ParameterSets parameterSets, DepacketizerCounts counts, Depacketizer.Sink sink) {
        this.parameterSets = parameterSets;
        this.counts = counts;
        this.sink = sink;
        this.timeline = new RtpTimeline(H264Format.CLOCK_RATE, counts);
    }

    @Override
    public void onAccessUnit(long timestamp, byte[] payload) throws MalformedMediaException {
        AccessUnit accessUnit = AccessUnit.of(NalUnits.ofLengthPrefixed(payload));
        boolean changed = parameterSets.update(accessUnit.parameterSets());
        Optional<H264Format> format = parameterSets.format();
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
        long ptsTicks = timeline.place(timestamp);
        DtsFromPictureOrder.Times times = decodingTimes.next(format.get(), accessUnit, ptsTicks);
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

    @Override
    public void onLoss() {
        decodingTimes.onLoss();
    }
}
