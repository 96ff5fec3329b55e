package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import java.util.Optional;

/** H.264 in PES packets, one access unit in each (ISO/IEC 13818-1, 2.14). */
final class H264Reader implements ElementaryReader {
    private final int track;
    private final ParameterSets parameterSets = new ParameterSets();
    private long lastDtsTicks = Long.MIN_VALUE;
    private long dropped;

    H264Reader(int track) {
        this.track = track;
    }

    @Override
    public Optional<Format> format() {
        return parameterSets.format().map(Format.class::cast);
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void onLoss() {
        // The next PES packet begins a new access unit by itself.
    }

    @Override
    public void read(PesPacket packet, long ntpMicros, Output output)
            throws MalformedMediaException {
        AccessUnit accessUnit = AccessUnit.of(NalUnits.ofAnnexB(packet.data()));
        if (parameterSets.update(accessUnit.parameterSets())) {
            output.onFormat();
        }
        if (!accessUnit.hasPicture()) {
            return;
        }
        if (format().isEmpty() || packet.ptsTicks() == PesPacket.NO_TIMESTAMP) {
            dropped++;
            return;
        }
        long dts = Math.max(packet.dtsTicks(), lastDtsTicks);
        long pts = Math.max(packet.ptsTicks(), dts);
        lastDtsTicks = dts;
        output.onUnit(
                new Unit(
                        track,
                        pts,
                        dts,
                        ntpMicros,
                        accessUnit.randomAccess(),
                        accessUnit.payload()));
    }
}
