package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.av1.Av1TemporalUnit;
import io.millrace.media.av1.Obu;
import java.util.Optional;

/**
 * Makes units of AV1 temporal units that come as OBUs with 4-byte lengths: canonical, with the
 * format told before the first one and at changes. Pictures before the first sequence header are
 * dropped and counted. Not thread-safe.
 */
final class Av1Units implements AccessUnitBuilder.Sink {
    private static final int PREFIX = 4;

    private final DepacketizerCounts counts;
    private final Depacketizer.Sink sink;
    private final RtpTimeline timeline;

    private Optional<Format> described = Optional.empty();
    private long lastPtsTicks = Long.MIN_VALUE;

    Av1Units(DepacketizerCounts counts, Depacketizer.Sink sink) {
        this.counts = counts;
        this.sink = sink;
        this.timeline = new RtpTimeline(Format.VIDEO_CLOCK_RATE, counts);
    }

    /** Temporal units come in the order they are shown, so pts and dts are the same. */
    @Override
    public void onAccessUnit(long timestamp, byte[] payload) throws MalformedMediaException {
        Av1TemporalUnit unit = Av1TemporalUnit.parse(sized(payload));
        if (unit.format().isPresent() && !described.equals(unit.format())) {
            described = unit.format().map(Format.class::cast);
            sink.onFormat(unit.format().get());
        }
        if (!unit.hasFrame()) {
            return;
        }
        if (described.isEmpty()) {
            counts.countDroppedAccessUnit();
            return;
        }
        long ptsTicks = timeline.place(timestamp);
        if (ptsTicks <= lastPtsTicks) {
            counts.countCorrectedTimestamp();
            ptsTicks = lastPtsTicks + 1;
        }
        lastPtsTicks = ptsTicks;
        counts.countUnit();
        sink.onUnit(ptsTicks, ptsTicks, unit.randomAccess(), unit.payload());
    }

    /** Brings OBUs with lengths before them to the form with sizes in them. */
    private static byte[] sized(byte[] lengthPrefixed) throws MalformedMediaException {
        int begin = 0;
        int size = 0;
        while (begin < lengthPrefixed.length) {
            int end = end(lengthPrefixed, begin);
            size += Obu.read(lengthPrefixed, begin + PREFIX, end).sizedSize();
            begin = end;
        }
        byte[] out = new byte[size];
        int at = 0;
        begin = 0;
        while (begin < lengthPrefixed.length) {
            int end = end(lengthPrefixed, begin);
            at = Obu.read(lengthPrefixed, begin + PREFIX, end).copySized(lengthPrefixed, out, at);
            begin = end;
        }
        return out;
    }

    /** The builder wrote the lengths, so they are right. */
    private static int end(byte[] data, int at) {
        return at
                + PREFIX
                + ((data[at] & 0xFF) << 24
                        | (data[at + 1] & 0xFF) << 16
                        | (data[at + 2] & 0xFF) << 8
                        | (data[at + 3] & 0xFF));
    }

    /** What was lost is not needed to tell times. */
    @Override
    public void onLoss() {}
}
