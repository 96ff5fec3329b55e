package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * Writes units as an MPEG transport stream with one program (ISO/IEC 13818-1). Each PES packet
 * begins with an access unit. Tracks that {@link #canCarry} denies are left out, and their units
 * counted. Streams carried as received keep their PID where it is free; their PES packets and
 * splice messages get the time of their unit.
 *
 * <p>Bytes depend only on the tracks and units given since the muxer was made: a new one for each
 * segment gives segments that are pure functions of their units; one that is kept writes an endless
 * stream. PAT and PMT come first, before each entry point of video, and every 100 ms; the clock
 * (PCR) at least every 40 ms on the PID of the first video track, else of the first audio track.
 *
 * <p>Segments that players put together may have counters that go on from one to the next, and
 * still be functions of their own units: if the last unit of each track is written by {@link
 * #writeLast} and then {@link #endSegment} is called, all counters are at 0 again, where the next
 * muxer begins.
 *
 * <p>Timestamps are the units' own, in 90 kHz, plus {@link #TIMESTAMP_OFFSET_TICKS}, in 33 bits.
 * Not thread-safe. Targets are borrowed.
 */
public final class TsMuxer {
    /** Added to all timestamps, so that the clock, which runs ahead of them, begins above 0. */
    public static final long TIMESTAMP_OFFSET_TICKS = 90_000;

    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS = TsCodecs.NAMES;

    static final int PID_PROGRAM_MAP = 0x1000;
    static final int PID_FIRST_STREAM = 0x100;

    private static final long TABLES_INTERVAL_TICKS = 9_000;
    private static final int MAX_AUDIO_PAYLOAD = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final Continuity continuity = new Continuity();
    private final MuxClock clock;
    private final TsPacketWriter packets;
    private MuxProgram program;
    private byte[] programMap;
    private int version;
    private long tablesAtTicks = NEVER;
    private long leftOutUnits;

    public TsMuxer(List<Track> tracks) throws MalformedMediaException {
        this(tracks, TsMuxerSettings.VARIABLE_RATE);
    }

    public TsMuxer(List<Track> tracks, TsMuxerSettings settings) throws MalformedMediaException {
        clock =
                settings.isConstantRate()
                        ? new ConstantRate(continuity, settings, this::writeTablesIfDue)
                        : new PcrSchedule(continuity);
        packets = new TsPacketWriter(continuity, clock);
        program = new MuxProgram(tracks);
        programMap = program.map(version);
        clock.usePid(program.pcrPid());
    }

    /** The tracks of what follows; counters go on, receivers learn of it by a new PMT version. */
    public void describe(List<Track> tracks) throws MalformedMediaException {
        program = new MuxProgram(tracks);
        version = version + 1 & 0x1F;
        programMap = program.map(version);
        clock.usePid(program.pcrPid());
        tablesAtTicks = NEVER;
    }

    public static boolean canCarry(Format format) {
        return UnitPayload.isKnown(format);
    }

    /** Units of tracks that are left out. */
    public long leftOutUnits() {
        return leftOutUnits;
    }

    /** Units that began after their decoding time, for the constant rate is too low. */
    public long lateUnits() {
        return clock.lateUnits();
    }

    /** Writes one unit. */
    public void write(Unit unit, ByteBuf out) throws MalformedMediaException {
        write(List.of(unit), out);
    }

    /** Writes units in this order; consecutive ones of one audio track share a PES packet. */
    public void write(List<Unit> units, ByteBuf out) throws MalformedMediaException {
        int next = 0;
        while (next < units.size()) {
            int end = endOfPes(units, next);
            write(units.subList(next, end), false, out);
            next = end;
        }
    }

    /**
     * Writes the last unit of its track in a segment, in up to 15 packets more than it needs. See
     * the class comment; a unit of a few bytes is not enough for it.
     */
    public void writeLast(Unit unit, ByteBuf out) throws MalformedMediaException {
        write(List.of(unit), true, out);
    }

    /** Writes what else a segment needs, so that counters go on in the next. */
    public void endSegment(ByteBuf out) {
        while (continuity.peek(TsConstants.PID_PAT) != 0) {
            writeAssociation(out);
        }
        while (continuity.peek(PID_PROGRAM_MAP) != 0) {
            packets.section(PID_PROGRAM_MAP, programMap, out);
        }
    }

    private int endOfPes(List<Unit> units, int begin) {
        Unit first = units.get(begin);
        int end = begin + 1;
        boolean shares =
                program.stream(first.track())
                        .filter(stream -> stream.payload().sharesPackets())
                        .isPresent();
        if (!shares) {
            return end;
        }
        int size = first.sizeBytes();
        while (end < units.size() && units.get(end).track() == first.track()) {
            size += units.get(end).sizeBytes();
            if (size > MAX_AUDIO_PAYLOAD) {
                break;
            }
            end++;
        }
        return end;
    }

    private void write(List<Unit> units, boolean last, ByteBuf out) throws MalformedMediaException {
        Optional<MuxProgram.Stream> stream = program.stream(units.getFirst().track());
        if (stream.isEmpty()) {
            leftOutUnits += units.size();
        } else if (stream.get().payload() instanceof DataPayload data) {
            writeData(stream.get(), data, units.getFirst(), out);
        } else {
            writePes(stream.get(), units, last, out);
        }
    }

    private void writePes(MuxProgram.Stream stream, List<Unit> units, boolean last, ByteBuf out)
            throws MalformedMediaException {
        Unit first = units.getFirst();
        List<byte[]> payload = stream.payload().of(units);
        int payloadSize = payload.stream().mapToInt(part -> part.length).sum();
        long pts = ticks(stream, first.ptsTicks());
        long dts = ticks(stream, first.dtsTicks());
        TsPacketWriter.Start start = start(stream, first, dts, out);
        int streamId = stream.payload().naming().streamId();
        byte[] header = PesHeader.of(streamId, pts, dts, payloadSize);
        if (last) {
            packets.beginLast(stream.pid(), header.length + payloadSize, start, out);
        } else {
            packets.begin(stream.pid(), header.length + payloadSize, start, out);
        }
        packets.append(header, 0, header.length, out);
        for (byte[] part : payload) {
            packets.append(part, 0, part.length, out);
        }
    }

    private void writeData(MuxProgram.Stream stream, DataPayload data, Unit unit, ByteBuf out)
            throws MalformedMediaException {
        long pts = ticks(stream, unit.ptsTicks());
        if (data.hasSections()) {
            List<byte[]> sections = data.units().sections(unit, pts);
            start(stream, unit, pts, out);
            sections.forEach(section -> packets.section(stream.pid(), section, out));
        } else {
            byte[] pes = DataUnits.pes(unit, pts);
            packets.begin(stream.pid(), pes.length, start(stream, unit, pts, out), out);
            packets.append(pes, 0, pes.length, out);
        }
    }

    /** Brings clock and tables up to a unit; gives what its first packet says. */
    private TsPacketWriter.Start start(
            MuxProgram.Stream stream, Unit unit, long dtsTicks, ByteBuf out) {
        boolean video = stream.track().kind() == MediaKind.VIDEO;
        boolean randomAccess = unit.randomAccess() && (video || stream.pid() == program.pcrPid());
        TsPacketWriter.Start start = clock.at(dtsTicks, stream.pid(), randomAccess, out);
        if (video && unit.randomAccess()) {
            tablesAtTicks = NEVER;
        }
        writeTablesIfDue(clock.nowTicks(dtsTicks), out);
        return start;
    }

    private void writeTablesIfDue(long nowTicks, ByteBuf out) {
        boolean due =
                tablesAtTicks == NEVER
                        || nowTicks - tablesAtTicks >= TABLES_INTERVAL_TICKS
                        || tablesAtTicks - nowTicks >= TsConstants.CLOCK_RATE;
        if (due) {
            tablesAtTicks = nowTicks;
            writeTables(out);
        }
    }

    /** Writes PAT and PMT, for a place where receivers may begin. */
    public void writeTables(ByteBuf out) {
        writeAssociation(out);
        packets.section(PID_PROGRAM_MAP, programMap, out);
    }

    private void writeAssociation(ByteBuf out) {
        byte[] association = TsTables.programAssociation(PID_PROGRAM_MAP);
        packets.section(TsConstants.PID_PAT, association, out);
    }

    private static long ticks(MuxProgram.Stream stream, long trackTicks) {
        return TIMESTAMP_OFFSET_TICKS
                + Ticks.convertNearest(
                        trackTicks, stream.track().clockRate(), TsConstants.CLOCK_RATE);
    }
}
