package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** One PID of the program that is read: its PES layer and its elementary stream layer. */
final class TsStream {
    private final ElementaryStream entry;
    private final int track;
    private final PesReader pes;
    private final ElementaryReader reader;

    private TsStream(ElementaryStream entry, int track, PesReader pes, ElementaryReader reader) {
        this.entry = entry;
        this.track = track;
        this.pes = pes;
        this.reader = reader;
    }

    /** Empty for a stream type that is not read. */
    static Optional<TsStream> of(ElementaryStream entry, int track, int maxUnitBytes) {
        return reader(entry.type(), track)
                .map(reader -> new TsStream(entry, track, new PesReader(maxUnitBytes), reader));
    }

    private static Optional<ElementaryReader> reader(int type, int track) {
        return switch (type) {
            case TsConstants.STREAM_TYPE_H264 -> Optional.of(new H264Reader(track));
            case TsConstants.STREAM_TYPE_ADTS -> Optional.of(new AdtsReader(track));
            default -> Optional.empty();
        };
    }

    ElementaryStream entry() {
        return entry;
    }

    int track() {
        return track;
    }

    PesReader pes() {
        return pes;
    }

    ElementaryReader reader() {
        return reader;
    }

    void onLoss() {
        pes.tear();
        reader.onLoss();
    }

    /** Gives what the PES layer has complete to the elementary stream layer. */
    void deliver(boolean ended, TsClock clock, long ntpMicros, ElementaryReader.Output output)
            throws MalformedMediaException {
        Optional<PesPacket> packet = pes.complete(ended);
        if (packet.isPresent()) {
            reader.read(unwrapped(packet.get(), clock), ntpMicros, output);
        }
    }

    private static PesPacket unwrapped(PesPacket packet, TsClock clock) {
        if (packet.ptsTicks() == PesPacket.NO_TIMESTAMP) {
            return packet;
        }
        long dts = clock.unwrap(packet.dtsTicks());
        return new PesPacket(clock.unwrap(packet.ptsTicks()), dts, packet.data());
    }
}
