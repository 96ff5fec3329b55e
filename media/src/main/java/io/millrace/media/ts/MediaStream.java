package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** A PID whose codec is known: its PES layer and its elementary stream layer. */
final class MediaStream implements TsStream {
    private final ElementaryStream entry;
    private final int track;
    private final TsContext context;
    private final PesReader pes;
    private final ElementaryReader reader;
    private long pesPacket;

    MediaStream(ElementaryStream entry, int track, ElementaryReader reader, TsContext context) {
        this.entry = entry;
        this.track = track;
        this.reader = reader;
        this.context = context;
        pes = new PesReader(context.settings().maxUnitBytes(), context.counts());
    }

    @Override
    public ElementaryStream entry() {
        return entry;
    }

    @Override
    public int track() {
        return track;
    }

    @Override
    public Optional<Format> format() {
        return reader.format();
    }

    @Override
    public void read(TsPacket packet, long packetNumber) throws MalformedMediaException {
        if (packet.start()) {
            deliver(true);
            pesPacket = packetNumber;
        }
        pes.append(packet.start(), packet.payload());
        deliver(false);
    }

    @Override
    public void onLoss() {
        if (pes.tear()) {
            reader.onLoss();
        }
    }

    @Override
    public void finish() throws MalformedMediaException {
        deliver(true);
        reader.finish();
    }

    @Override
    public long heldPacket() {
        long begun = pes.isCollecting() ? pesPacket : ElementaryReader.NOTHING_HELD;
        return Math.min(begun, reader.heldPacket());
    }

    /** Gives what the PES layer has complete to the elementary stream layer. */
    private void deliver(boolean ended) throws MalformedMediaException {
        Optional<PesPacket> packet = pes.complete(ended);
        if (packet.isEmpty() || packet.get().streamId() == PesPacket.STREAM_ID_PADDING) {
            return;
        }
        if (packet.get().scrambled()) {
            context.counts().increment(TsDrop.SCRAMBLED);
            reader.onLoss();
            return;
        }
        reader.read(packet.get().unwrapped(context.clock()), pesPacket);
    }
}
