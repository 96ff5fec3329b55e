package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes tracks and units of the first program of an MPEG transport stream (ISO/IEC 13818-1), which
 * comes in pieces of any size. Four layers: packets, sections, PES packets, elementary streams.
 *
 * <p>Bytes that break a specification cost their packet or unit and are told to the sink; loss is
 * counted. Not thread-safe. What is read is borrowed.
 */
public final class TsDemuxer {
    private final Sink sink;
    private final int maxUnitBytes;
    private final TsPacketReader packets = new TsPacketReader(this::onPacket);
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final SectionReader association = new SectionReader();
    private final SectionReader map = new SectionReader();
    private final ElementaryReader.Output output = new Announcing();
    private TsClock clock = new TsClock();
    private int mapPid = TsConstants.PID_NULL;
    private Optional<ProgramTables.Program> program = Optional.empty();
    private final Map<Integer, TsStream> streams = new HashMap<>();
    private long ntpMicros;
    private long continuityErrors;
    private long malformed;

    /** Takes what the demuxer finds, and is told what it cannot read. */
    public interface Sink extends UnitSink {
        /** The program has a stream that is not read. */
        void onUnsupported(int pid, String codec);

        /** The packet at {@code offset}, or what it completed, breaks a specification. */
        void onMalformed(long offset, MalformedMediaException problem);
    }

    /** {@code maxUnitBytes} bounds what is collected for one unit. */
    public TsDemuxer(Sink sink, int maxUnitBytes) {
        this.sink = sink;
        this.maxUnitBytes = maxUnitBytes;
    }

    /** Consumes all readable bytes; the units that they complete get {@code ntpMicros}. */
    public void read(ByteBuf in, long ntpMicrosOfUnits) {
        ntpMicros = ntpMicrosOfUnits;
        packets.read(in);
    }

    /** The stream has ended: gives the last unit of each track. */
    public void finish() {
        packets.finish();
        for (TsStream stream : inOrder()) {
            try {
                stream.deliver(true, clock, ntpMicros, output);
            } catch (MalformedMediaException e) {
                malformed++;
                sink.onMalformed(0, e);
            }
        }
    }

    /** The tracks whose format is known. */
    public List<Track> tracks() {
        List<Track> tracks = new ArrayList<>();
        for (TsStream stream : inOrder()) {
            Optional<Format> format = stream.reader().format();
            format.ifPresent(known -> tracks.add(new Track(stream.track(), known)));
        }
        return tracks;
    }

    /** Whether the program is known, and the format of each of its streams that is read. */
    public boolean hasAllTracks() {
        return !streams.isEmpty() && tracks().size() == streams.size();
    }

    /** Packets that were missing by their counters. */
    public long continuityErrors() {
        return continuityErrors;
    }

    /** Bytes that belong to no packet. */
    public long skippedBytes() {
        return packets.skippedBytes();
    }

    /** Packets and units that break a specification. */
    public long malformed() {
        return malformed;
    }

    /** Units that were torn by loss, came before their format or have no time. */
    public long droppedUnits() {
        long dropped = 0;
        for (TsStream stream : streams.values()) {
            dropped += stream.pes().dropped() + stream.reader().dropped();
        }
        return dropped;
    }

    private List<TsStream> inOrder() {
        List<TsStream> ordered = new ArrayList<>(streams.values());
        ordered.sort((one, other) -> Integer.compare(one.track(), other.track()));
        return ordered;
    }

    private void onPacket(long offset, ByteBuf bytes) {
        try {
            onPacket(TsPacket.parse(bytes));
        } catch (MalformedMediaException e) {
            malformed++;
            sink.onMalformed(offset, e);
        }
    }

    private void onPacket(TsPacket packet) throws MalformedMediaException {
        int pid = packet.pid();
        if (pid == TsConstants.PID_NULL || (packet.hasPayload() && isRepeatedOrTorn(packet))) {
            return;
        }
        TsStream stream = streams.get(pid);
        if (stream != null && packet.start()) {
            deliver(stream, true);
        }
        if (packet.pcrTicks() != TsPacket.NO_PCR && isClock(pid)) {
            clock.onPcr(packet.pcrTicks());
        }
        if (stream != null) {
            stream.pes().append(packet.start(), packet.payload());
            deliver(stream, false);
        } else if (pid == TsConstants.PID_PAT) {
            for (ByteBuf section : association.read(packet.start(), packet.payload())) {
                onAssociation(section);
            }
        } else if (pid == mapPid) {
            for (ByteBuf section : map.read(packet.start(), packet.payload())) {
                onMap(section);
            }
        }
    }

    /** Continuity (2.4.3.3): a packet may come twice; else counters grow by one. */
    private boolean isRepeatedOrTorn(TsPacket packet) {
        Integer last = counters.put(packet.pid(), packet.continuityCounter());
        if (last == null || packet.discontinuity()) {
            return false;
        }
        if (last == packet.continuityCounter()) {
            return true;
        }
        if ((last + 1 & 0xF) != packet.continuityCounter()) {
            continuityErrors++;
            onLoss(packet.pid());
        }
        return false;
    }

    private void onLoss(int pid) {
        TsStream stream = streams.get(pid);
        if (stream != null) {
            stream.onLoss();
        } else if (pid == TsConstants.PID_PAT) {
            association.reset();
        } else if (pid == mapPid) {
            map.reset();
        }
    }

    private boolean isClock(int pid) {
        return program.isPresent() && program.get().pcrPid() == pid;
    }

    private void deliver(TsStream stream, boolean ended) throws MalformedMediaException {
        stream.deliver(ended, clock, ntpMicros, output);
    }

    private void onAssociation(ByteBuf section) throws MalformedMediaException {
        if (!ProgramTables.isCurrent(section)
                || ProgramTables.tableId(section) != TsConstants.TABLE_PAT) {
            return;
        }
        OptionalInt pid = ProgramTables.programMapPid(section);
        if (pid.isPresent() && pid.getAsInt() != mapPid) {
            mapPid = pid.getAsInt();
            map.reset();
        }
    }

    private void onMap(ByteBuf section) throws MalformedMediaException {
        if (!ProgramTables.isCurrent(section)
                || ProgramTables.tableId(section) != TsConstants.TABLE_PMT) {
            return;
        }
        ProgramTables.Program next = ProgramTables.program(section);
        if (program.equals(Optional.of(next))) {
            return;
        }
        if (program.isPresent() && program.get().pcrPid() != next.pcrPid()) {
            clock = new TsClock();
        }
        program = Optional.of(next);
        useStreams(next.streams());
    }

    /** Keeps the state of streams that stay; their order in the map numbers the tracks. */
    private void useStreams(List<ElementaryStream> entries) {
        Map<Integer, TsStream> before = Map.copyOf(streams);
        streams.clear();
        for (ElementaryStream entry : entries) {
            int track = streams.size();
            TsStream old = before.get(entry.pid());
            Optional<TsStream> stream =
                    old != null && old.track() == track && old.entry().equals(entry)
                            ? Optional.of(old)
                            : TsStream.of(entry, track, maxUnitBytes);
            stream.ifPresentOrElse(
                    used -> streams.put(entry.pid(), used),
                    () -> sink.onUnsupported(entry.pid(), StreamTypes.name(entry.type())));
        }
    }

    /** Passes units on, with a description before those whose format is new. */
    private final class Announcing implements ElementaryReader.Output {
        @Override
        public void onFormat() {
            sink.onTracks(tracks());
        }

        @Override
        public void onUnit(Unit unit) {
            sink.onUnit(unit);
        }
    }
}
