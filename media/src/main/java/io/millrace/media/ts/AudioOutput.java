package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.Unit;
import java.util.Optional;

/** Gives audio units their times, and tells of their format. Not thread-safe. */
final class AudioOutput {
    private final int track;
    private final TsContext context;
    private Optional<Format> format = Optional.empty();
    private AudioTimes times = new AudioTimes(1);

    AudioOutput(int track, TsContext context) {
        this.track = track;
        this.context = context;
    }

    Optional<Format> format() {
        return format;
    }

    /** Passes a unit on; one without timestamp follows the one before it. */
    void emit(AudioUnit unit, long ptsTicks, long packetNumber) {
        useFormat(unit.format());
        if (ptsTicks == PesPacket.NO_TIMESTAMP && !times.hasStarted()) {
            context.counts().increment(TsDrop.UNIT_WITHOUT_TIME);
            return;
        }
        long time = times.place(ptsTicks, unit.samples());
        Unit placed = new Unit(track, time, time, context.ntpMicros(), true, unit.payload());
        context.output().onUnit(placed, packetNumber);
    }

    private void useFormat(Format next) {
        if (format.isPresent() && format.get().equals(next)) {
            return;
        }
        if (format.isEmpty() || format.get().clockRate() != next.clockRate()) {
            times = new AudioTimes(next.clockRate());
        }
        format = Optional.of(next);
        context.output().onFormat();
    }
}
