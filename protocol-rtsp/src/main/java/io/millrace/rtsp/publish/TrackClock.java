package io.millrace.rtsp.publish;

import io.millrace.media.Ticks;
import io.millrace.media.WrapAround;
import java.util.OptionalLong;

/**
 * When a track's tick 0 was, in wall clock microseconds, by two witnesses: the sender's reports
 * (RFC 3550, section 6.4.1) and the arrival of its units. Ticks are unwrapped RTP timestamps. Not
 * thread-safe.
 */
final class TrackClock {
    private static final int TIMESTAMP_BITS = 32;

    private final int clockRate;
    private final long lateStartMicros;
    private OptionalLong newestTicks = OptionalLong.empty();
    private OptionalLong zeroByArrival = OptionalLong.empty();
    private OptionalLong reportNtpMicros = OptionalLong.empty();
    private long reportTimestamp;
    private OptionalLong zeroByReport = OptionalLong.empty();

    /**
     * The clock of one track.
     *
     * @param lateStartMicros how much later than other tracks' the clock of this track's reports
     *     was started, although its media was not: see {@link ClockAligner}
     */
    TrackClock(int clockRate, long lateStartMicros) {
        this.clockRate = clockRate;
        this.lateStartMicros = lateStartMicros;
    }

    int clockRate() {
        return clockRate;
    }

    /** A report; before the first unit its timestamp cannot be unwrapped yet. */
    void onReport(long ntpMicros, long rtpTimestamp) {
        reportNtpMicros = OptionalLong.of(ntpMicros);
        reportTimestamp = rtpTimestamp;
        placeReport();
    }

    /** A unit came. The earliest one for its dts tells best: others were held up on the way. */
    void onUnit(long ptsTicks, long dtsTicks, long arrivalMicros) {
        boolean first = newestTicks.isEmpty();
        newestTicks = OptionalLong.of(ptsTicks);
        long zero = arrivalMicros - Ticks.toMicros(dtsTicks, clockRate);
        zeroByArrival = OptionalLong.of(Math.min(zero, zeroByArrival.orElse(zero)));
        if (first) {
            placeReport();
        }
    }

    private void placeReport() {
        if (newestTicks.isEmpty() || reportNtpMicros.isEmpty()) {
            return;
        }
        long newest = newestTicks.getAsLong();
        long ticks = newest + WrapAround.distance(newest, reportTimestamp, TIMESTAMP_BITS);
        zeroByReport =
                OptionalLong.of(reportNtpMicros.getAsLong() - Ticks.toMicros(ticks, clockRate));
    }

    boolean hasUnit() {
        return newestTicks.isPresent();
    }

    boolean hasReport() {
        return reportNtpMicros.isPresent();
    }

    OptionalLong zeroByArrival() {
        return zeroByArrival;
    }

    /** By the newest report, comparable between tracks. */
    OptionalLong zeroByReport() {
        return zeroByReport.isEmpty()
                ? zeroByReport
                : OptionalLong.of(zeroByReport.getAsLong() - lateStartMicros);
    }

    /** The sender's clock at {@code ticks}, as the newest report says. */
    OptionalLong ntpMicros(long ticks) {
        return zeroByReport.isEmpty()
                ? zeroByReport
                : OptionalLong.of(zeroByReport.getAsLong() + Ticks.toMicros(ticks, clockRate));
    }
}
