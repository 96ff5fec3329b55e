package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes units as an MPEG transport stream with one program (ISO/IEC 13818-1): H.264 with start
 * codes, access unit delimiters and, at entry points, parameter sets; AAC as ADTS.
 *
 * <p>Bytes depend only on the tracks and units given since the muxer was made: a new one for each
 * segment gives segments that are pure functions of their units; one that is kept writes an endless
 * stream. PAT and PMT come first, before each entry point of video, and every 100 ms; the clock
 * (PCR) at least every 40 ms on the PID of the first video track, else of the first track.
 *
 * <p>Timestamps are the units' own, in 90 kHz, plus {@link #TIMESTAMP_OFFSET_TICKS}, in 33 bits.
 * Not thread-safe. Targets are borrowed.
 */
public final class TsMuxer {
    /** Added to all timestamps, so that the clock, which runs ahead of them, begins above 0. */
    public static final long TIMESTAMP_OFFSET_TICKS = 90_000;

    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS = List.of("H264", "AAC");

    static final int PID_PROGRAM_MAP = 0x1000;
    static final int PID_FIRST_STREAM = 0x100;

    private static final long TABLES_INTERVAL_TICKS = 9_000;
    private static final int MAX_AUDIO_PAYLOAD = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final Continuity continuity = new Continuity();
    private final TsPacketWriter packets = new TsPacketWriter(continuity);
    private final PcrSchedule pcr = new PcrSchedule(packets);
    private final Map<Integer, Stream> streamsByTrack = new HashMap<>();
    private byte[] programMap = new byte[0];
    private int pcrPid;
    private int version;
    private long tablesAtTicks = NEVER;

    private record Stream(Track track, int pid, UnitPayload payload) {}

    /** Tracks must be such as {@link #canCarry} says. */
    public TsMuxer(List<Track> tracks) throws MalformedMediaException {
        use(tracks);
    }

    /** The tracks of what follows; counters go on, receivers learn of it by a new PMT version. */
    public void describe(List<Track> tracks) throws MalformedMediaException {
        version = version + 1 & 0x1F;
        use(tracks);
    }

    public static boolean canCarry(Format format) {
        return UnitPayload.isKnown(format);
    }

    private void use(List<Track> tracks) throws MalformedMediaException {
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("transport stream without tracks");
        }
        List<ElementaryStream> entries = new ArrayList<>();
        streamsByTrack.clear();
        pcrPid = PID_FIRST_STREAM;
        boolean hasVideo = false;
        for (Track track : tracks) {
            int pid = PID_FIRST_STREAM + entries.size();
            if (track.kind() == MediaKind.VIDEO && !hasVideo) {
                pcrPid = pid;
                hasVideo = true;
            }
            UnitPayload payload = UnitPayload.of(track.format());
            entries.add(new ElementaryStream(pid, payload.streamType(), Descriptors.join()));
            streamsByTrack.put(track.id(), new Stream(track, pid, payload));
        }
        programMap = TsTables.programMap(version, pcrPid, entries);
        tablesAtTicks = NEVER;
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
            writePes(units.subList(next, end), out);
            next = end;
        }
    }

    private int endOfPes(List<Unit> units, int begin) {
        Unit first = units.get(begin);
        int end = begin + 1;
        if (stream(first).track().kind() == MediaKind.VIDEO) {
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

    private void writePes(List<Unit> units, ByteBuf out) throws MalformedMediaException {
        Unit first = units.getFirst();
        Stream stream = stream(first);
        List<byte[]> payload = stream.payload().of(units);
        int payloadSize = payload.stream().mapToInt(part -> part.length).sum();
        long pts = ticks(stream, first.ptsTicks());
        long dts = ticks(stream, first.dtsTicks());
        boolean video = stream.track().kind() == MediaKind.VIDEO;
        writeTablesIfDue(dts, video && first.randomAccess(), out);
        boolean carriesPcr = stream.pid() == pcrPid;
        boolean randomAccess = first.randomAccess() && (video || carriesPcr);
        TsPacketWriter.Start start = pcr.at(dts, pcrPid, carriesPcr, randomAccess, out);
        int streamId = video ? PesHeader.STREAM_ID_VIDEO : PesHeader.STREAM_ID_AUDIO;
        byte[] header = PesHeader.of(streamId, pts, dts, payloadSize);
        packets.begin(stream.pid(), header.length + payloadSize, start, out);
        packets.append(header, 0, header.length, out);
        for (byte[] part : payload) {
            packets.append(part, 0, part.length, out);
        }
    }

    private void writeTablesIfDue(long dts, boolean entryPoint, ByteBuf out) {
        boolean due =
                tablesAtTicks == NEVER
                        || dts - tablesAtTicks >= TABLES_INTERVAL_TICKS
                        || tablesAtTicks - dts >= TsConstants.CLOCK_RATE;
        if (due || entryPoint) {
            writeTables(out);
            tablesAtTicks = dts;
        }
    }

    /** Writes PAT and PMT, for a place where receivers may begin. */
    public void writeTables(ByteBuf out) {
        byte[] association = TsTables.programAssociation(PID_PROGRAM_MAP);
        packets.section(TsConstants.PID_PAT, association, out);
        packets.section(PID_PROGRAM_MAP, programMap, out);
    }

    private Stream stream(Unit unit) {
        Stream stream = streamsByTrack.get(unit.track());
        if (stream == null) {
            throw new IllegalArgumentException("unit of a track that was not described: " + unit);
        }
        return stream;
    }

    private static long ticks(Stream stream, long trackTicks) {
        return TIMESTAMP_OFFSET_TICKS
                + Ticks.convertNearest(
                        trackTicks, stream.track().clockRate(), TsConstants.CLOCK_RATE);
    }
}
