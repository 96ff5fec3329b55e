package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.Language;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes tracks and units of one program of an MPEG transport stream (ISO/IEC 13818-1), which comes
 * in pieces of any size. Four layers: packets, sections, PES packets, elementary streams. Streams
 * that have no parser become tracks as received, if the settings say so.
 *
 * <p>Bytes that break a specification cost their packet or unit and are told to the sink; they, and
 * what is lost, are counted by reason. Timestamps are unwrapped to a time that does not end after
 * 26.5 hours; a jump of the source's clock is passed on as it is, so that decoding times of a track
 * then go back, or far ahead. Not thread-safe. What is read is borrowed.
 */
public final class TsDemuxer {
    private final Sink sink;
    private final TsCounts counts = new TsCounts();
    private final TsPacketReader packets = new TsPacketReader(this::onPacket, counts);
    private final TsContext context;
    private final TsProgram program;
    private Optional<PacketTap> tap = Optional.empty();
    private long newestOffset;
    private long packetCount;

    /** Takes what the demuxer finds, and is told what it cannot read. */
    public interface Sink extends UnitSink {
        /** The program has a stream that is not read. */
        void onUnsupported(int pid, String codec);

        /** What began at or before {@code offset}, the newest packet's, breaks a specification. */
        void onMalformed(long offset, MalformedMediaException problem);
    }

    /** Sees all packets and units, with the packets' numbers: for passing the packets on. */
    interface PacketTap {
        /** A packet, before its program and units are looked at. */
        void onPacket(long packetNumber, ByteBuf packet);

        /** The same packet, if its header is not broken; borrowed, not to be read from. */
        void onParsed(TsPacket packet);

        /** In place of the sink, which it passes the unit on to. */
        void onUnit(Unit unit, long packetNumber);
    }

    /** Reads the first program; {@code maxUnitBytes} bounds what is collected for one unit. */
    public TsDemuxer(Sink sink, int maxUnitBytes) {
        this(sink, TsDemuxerSettings.ofFirstProgram(maxUnitBytes));
    }

    public TsDemuxer(Sink sink, TsDemuxerSettings settings) {
        this.sink = sink;
        context = new TsContext(settings, counts, new Announcing());
        program = new TsProgram(context, sink);
    }

    void tap(PacketTap newTap) {
        tap = Optional.of(newTap);
    }

    /** Consumes all readable bytes; the units that they complete get {@code ntpMicros}. */
    public void read(ByteBuf in, long ntpMicrosOfUnits) {
        context.arrivedAt(ntpMicrosOfUnits);
        packets.read(in);
    }

    /** The stream has ended: gives the last unit of each track. */
    public void finish() {
        packets.finish();
        program.finish();
    }

    /** The tracks whose format is known. */
    public List<Track> tracks() {
        List<Track> tracks = new ArrayList<>();
        for (TsStream stream : program.streams()) {
            Optional<Format> format = stream.format();
            format.ifPresent(
                    known -> tracks.add(new Track(stream.track(), known, language(stream))));
        }
        return tracks;
    }

    /** What the program map says of sound; of other streams, their descriptors stay as they are. */
    private static Optional<Language> language(TsStream stream) {
        return StreamReaders.kind(stream.entry()) == MediaKind.AUDIO
                ? Descriptors.language(stream.entry().descriptors())
                : Optional.empty();
    }

    /** Whether the program is known, and the format of each of its streams that is read. */
    public boolean hasAllTracks() {
        List<TsStream> streams = program.streams();
        return !streams.isEmpty() && streams.stream().allMatch(s -> s.format().isPresent());
    }

    /** What did not become a unit, and why. */
    public TsCounts counts() {
        return counts;
    }

    /** Times that packets were missing by their counters. */
    public long continuityErrors() {
        return counts.count(TsDrop.CONTINUITY);
    }

    /** Bytes that belong to no packet. */
    public long skippedBytes() {
        return counts.count(TsDrop.BYTES_SKIPPED);
    }

    /** Packets and units that break a specification. */
    public long malformed() {
        return counts.malformed();
    }

    /** Units that were torn by loss, are broken, came before their format or have no time. */
    public long droppedUnits() {
        return counts.lostUnits();
    }

    /** The number of the oldest packet that belongs to a unit of this track to come. */
    long heldPacket(int track) {
        return program.streams().stream()
                .filter(stream -> stream.track() == track)
                .mapToLong(TsStream::heldPacket)
                .min()
                .orElse(ElementaryReader.NOTHING_HELD);
    }

    /** The first video stream, even if its format is not known; empty if there is none. */
    Optional<TsStream> firstVideo() {
        return program.streams().stream()
                .filter(stream -> StreamReaders.kind(stream.entry()) == MediaKind.VIDEO)
                .findFirst();
    }

    /** The PID of a track; -1 if there is no such track. */
    int pid(int track) {
        return program.streams().stream()
                .filter(stream -> stream.track() == track)
                .mapToInt(stream -> stream.entry().pid())
                .findFirst()
                .orElse(-1);
    }

    /** The PID of the program's map; -1 while it is not known. */
    int mapPid() {
        return program.mapPid();
    }

    private void onPacket(long offset, ByteBuf bytes) {
        newestOffset = offset;
        long number = packetCount++;
        tap.ifPresent(listener -> listener.onPacket(number, bytes.slice()));
        try {
            TsPacket packet = parse(bytes);
            tap.ifPresent(listener -> listener.onParsed(packet));
            program.read(packet, number);
        } catch (MalformedMediaException e) {
            sink.onMalformed(offset, e);
        }
    }

    private TsPacket parse(ByteBuf bytes) throws MalformedMediaException {
        try {
            return TsPacket.parse(bytes);
        } catch (MalformedMediaException e) {
            counts.increment(TsDrop.PACKET_MALFORMED);
            throw e;
        }
    }

    /** Passes units on, with a description before those whose format is new. */
    private final class Announcing implements TsContext.Output {
        @Override
        public void onFormat() {
            List<Track> tracks = tracks();
            if (!tracks.isEmpty()) {
                sink.onTracks(tracks);
            }
        }

        @Override
        public void onUnit(Unit unit, long packetNumber) {
            tap.ifPresentOrElse(
                    listener -> listener.onUnit(unit, packetNumber), () -> sink.onUnit(unit));
        }

        @Override
        public void onMalformed(MalformedMediaException problem) {
            sink.onMalformed(newestOffset, problem);
        }
    }
}
