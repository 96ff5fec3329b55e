package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;

/**
 * A PID that has no parser: teletext, DVB subtitles, SCTE-35, private data. A unit is its packets
 * as they came, which hold one PES packet, or the sections that end in them. Its time is the PES
 * packet's PTS, or the newest clock.
 *
 * <p>Splice messages tell times of the source's clock, which means nothing once a unit is on a
 * path's timeline: {@link SpliceTimes} makes them relative to the unit's time, and so each of them
 * is in packets of our own.
 */
final class DataStream implements TsStream {
    private static final int MAX_UNIT_BYTES = 1 << 20;

    private final ElementaryStream entry;
    private final int track;
    private final TsContext context;
    private final TsDataFormat format;
    private final TrackTimes order = new TrackTimes(TsConstants.CLOCK_RATE);
    private final Optional<SectionReader> sections;
    private final PesReader pes;
    private final ByteBuf packets = Unpooled.buffer(TsConstants.PACKET_SIZE);
    private final int maxBytes;
    private final TsPacketWriter writer = new TsPacketWriter(new Continuity());
    private boolean announced;
    private long firstPacket;

    DataStream(ElementaryStream entry, int track, TsContext context) {
        this.entry = entry;
        this.track = track;
        this.context = context;
        format = new TsDataFormat(entry.pid(), entry.type(), entry.descriptors());
        maxBytes = Math.min(context.settings().maxUnitBytes(), MAX_UNIT_BYTES);
        pes = new PesReader(maxBytes, context.counts());
        sections =
                DataStreams.hasSections(entry.type())
                        ? Optional.of(new SectionReader(SectionReader.MAX_PRIVATE_SIZE))
                        : Optional.empty();
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
        return Optional.of(format);
    }

    @Override
    public void onLoss() {
        packets.clear();
        pes.tear();
        sections.ifPresent(SectionReader::reset);
    }

    @Override
    public void finish() throws MalformedMediaException {
        if (sections.isEmpty()) {
            deliver(true);
        }
        packets.clear();
    }

    @Override
    public long heldPacket() {
        return packets.isReadable() ? firstPacket : ElementaryReader.NOTHING_HELD;
    }

    @Override
    public void read(TsPacket packet, long packetNumber) throws MalformedMediaException {
        if (sections.isPresent()) {
            readSections(sections.get(), packet, packetNumber);
            return;
        }
        if (packet.start()) {
            deliver(true);
            packets.clear();
        } else if (!pes.isCollecting()) {
            return;
        }
        keep(packet, packetNumber);
        pes.append(packet.start(), packet.payload());
        deliver(false);
    }

    private void keep(TsPacket packet, long packetNumber) {
        if (!packets.isReadable()) {
            firstPacket = packetNumber;
        }
        packets.writeBytes(packet.whole(), packet.whole().readerIndex(), TsConstants.PACKET_SIZE);
    }

    private void deliver(boolean ended) throws MalformedMediaException {
        Optional<PesPacket> complete = pes.complete(ended);
        if (complete.isEmpty()) {
            return;
        }
        PesPacket packet = complete.get();
        if (packet.hasTimestamp()) {
            emit(context.clock().unwrap(packet.ptsTicks()));
        } else {
            emitNow();
        }
    }

    private void readSections(SectionReader reader, TsPacket packet, long packetNumber)
            throws MalformedMediaException {
        if (!packet.start() && !reader.isWithinSection()) {
            return;
        }
        keep(packet, packetNumber);
        if (packets.readableBytes() > maxBytes) {
            context.counts().increment(TsDrop.TOO_BIG);
            onLoss();
            return;
        }
        List<ByteBuf> complete;
        try {
            complete = reader.read(packet.start(), packet.payload());
        } catch (MalformedMediaException e) {
            context.counts().increment(TsDrop.SECTION_MALFORMED);
            packets.clear();
            throw e;
        }
        if (entry.type() == StreamTypes.SPLICE) {
            complete.forEach(this::emitSplice);
        } else if (!complete.isEmpty()) {
            emitNow();
        }
    }

    private void emitSplice(ByteBuf section) {
        byte[] received = new byte[section.readableBytes()];
        section.getBytes(section.readerIndex(), received);
        packets.clear();
        byte[] relative =
                SpliceTimes.relative(received, order.place(context.clock().newestTicks()));
        writer.section(entry.pid(), relative, packets);
        emitNow();
    }

    private void emitNow() {
        if (context.clock().hasStarted()) {
            emit(context.clock().newestTicks());
        } else {
            context.counts().increment(TsDrop.UNIT_WITHOUT_TIME);
            packets.clear();
        }
    }

    private void emit(long ptsTicks) {
        byte[] payload = new byte[packets.readableBytes()];
        packets.readBytes(payload);
        packets.clear();
        if (!announced) {
            announced = true;
            context.output().onFormat();
        }
        long time = order.place(ptsTicks);
        context.output()
                .onUnit(
                        new Unit(track, time, time, context.ntpMicros(), true, payload),
                        firstPacket);
    }
}
