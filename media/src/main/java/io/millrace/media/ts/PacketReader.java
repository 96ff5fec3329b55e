package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Unit;
import java.util.List;
import java.util.Optional;

/** Audio and metadata of which each PES packet carries whole units. */
final class PacketReader implements ElementaryReader {
    private final int track;
    private final PacketContent content;
    private final TsContext context;
    private final AudioOutput audio;
    private final TrackTimes order = new TrackTimes(TsConstants.CLOCK_RATE);
    private boolean announced;

    PacketReader(int track, PacketContent content, TsContext context) {
        this.track = track;
        this.content = content;
        this.context = context;
        audio = new AudioOutput(track, context);
    }

    @Override
    public Optional<Format> format() {
        return content.knownFormat().or(audio::format);
    }

    @Override
    public void onLoss() {
        // Nothing is held from one packet to the next.
    }

    @Override
    public void finish() {
        // Likewise.
    }

    @Override
    public long heldPacket() {
        return NOTHING_HELD;
    }

    @Override
    public void read(PesPacket packet, long packetNumber) {
        try {
            long timestamp = packet.ptsTicks();
            List<AudioUnit> units = content.units(packet.data());
            for (AudioUnit unit : units) {
                if (unit.format().kind() == MediaKind.AUDIO) {
                    audio.emit(unit, timestamp, packetNumber);
                } else {
                    emitData(unit, timestamp, packetNumber);
                }
                timestamp = PesPacket.NO_TIMESTAMP;
            }
        } catch (MalformedMediaException e) {
            context.counts().increment(TsDrop.UNIT_MALFORMED);
            context.output().onMalformed(e);
        }
    }

    /** Asynchronous metadata has no timestamp: it is of when it came. */
    private void emitData(AudioUnit unit, long ptsTicks, long packetNumber) {
        if (ptsTicks == PesPacket.NO_TIMESTAMP && !context.clock().hasStarted()) {
            context.counts().increment(TsDrop.UNIT_WITHOUT_TIME);
            return;
        }
        if (!announced) {
            announced = true;
            context.output().onFormat();
        }
        long time =
                order.place(
                        ptsTicks == PesPacket.NO_TIMESTAMP
                                ? context.clock().newestTicks()
                                : ptsTicks);
        Unit placed = new Unit(track, time, time, context.ntpMicros(), true, unit.payload());
        context.output().onUnit(placed, packetNumber);
    }
}
