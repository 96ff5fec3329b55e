package io.millrace.media.ts;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;

/**
 * A demuxer that also gives the packets it read, as they were received, cut into chunks that belong
 * to units: for paths whose readers of transport streams get the same bytes.
 *
 * <p>The <i>leading track</i> is the first video track, else the first track. With each of its
 * units comes one chunk: the packets since the last chunk, up to where the next unit of the leading
 * track begins, as far as they have come. A unit where decoding may start begins a chunk of its
 * own: that chunk begins with the first packet of the unit's PES packet, comes right after the
 * unit, and is an entry point; the packets before it come before the unit, as a chunk that is none.
 * In a program without video, one unit a second is taken so.
 *
 * <p>All chunks of a stream, one after the other ({@link TsPassthrough#running}), are its packets
 * in the order they came, bit for bit: all PIDs and programs, null packets, duplicates, damaged and
 * scrambled ones too. Left out are bytes that belong to no packet, among them what stands between
 * packets of 192 or 204 bytes; {@link TsDemuxer#skippedBytes} counts what is not such. Packets that
 * come before the first unit are kept for it, up to the limit; then the oldest are dropped and
 * counted.
 *
 * <p>Not thread-safe. What is read is borrowed; chunks are the receiver's.
 */
public final class TsPassthroughSplitter {
    private static final int PACKET_SIZE = TsConstants.PACKET_SIZE;

    /** Packets for which no unit comes are passed on in chunks of this size. */
    private static final int MAX_WAITING_BYTES = 128 << 10;

    private static final int MAX_WAITING_FOR_VIDEO_BYTES = 2 << 20;
    private static final int RELIEF_INTERVAL_PACKETS = 64;
    private static final long AUDIO_ENTRY_TICKS = TsConstants.CLOCK_RATE;
    private static final long NEVER = Long.MIN_VALUE;

    private final Sink sink;
    private final int trackId;
    private final TsDemuxer demuxer;
    private final int maxPendingBytes;
    private final TablePackets association = new TablePackets();
    private final TablePackets map = new TablePackets();
    private final ByteBuf pending = Unpooled.buffer(16 * PACKET_SIZE);
    private int mapPid = TsConstants.PID_NULL;
    private long firstPending;
    private long newestPacket = -1;
    private boolean newestStarts;
    private int newestPid;
    private boolean timed;
    private long chunkTicks;
    private long entryTicks = NEVER;
    private long ntpMicros;
    private long otherTicks = NEVER;
    private long droppedPackets;

    /** Takes units and chunks. */
    public interface Sink extends TsDemuxer.Sink {
        /**
         * A chunk, as a unit of the track for it.
         *
         * @param chunk its payload is for {@link TsPassthrough}; its time, of 90 kHz, is the
         *     decoding time of the leading track's unit with which it came
         */
        void onChunk(Unit chunk);
    }

    /**
     * Makes a splitter.
     *
     * @param trackId of the track that chunks are units of; not one of the demuxed tracks, which
     *     count from 0
     */
    public TsPassthroughSplitter(Sink sink, int trackId, TsDemuxerSettings settings) {
        this.sink = sink;
        this.trackId = trackId;
        maxPendingBytes = (int) Math.min(Integer.MAX_VALUE / 4, 2L * settings.maxUnitBytes());
        demuxer = new TsDemuxer(sink, settings);
        demuxer.tap(new Tap());
    }

    /** For its tracks and counts; bytes must come by way of {@link #read}. */
    public TsDemuxer demuxer() {
        return demuxer;
    }

    /** Packets that were in no chunk, for no unit came in time. */
    public long droppedPackets() {
        return droppedPackets;
    }

    /** Consumes all readable bytes; what they complete gets {@code ntpMicrosOfUnits}. */
    public void read(ByteBuf in, long ntpMicrosOfUnits) {
        ntpMicros = ntpMicrosOfUnits;
        demuxer.read(in, ntpMicrosOfUnits);
    }

    /** The stream has ended: gives the last units, and what is left as a chunk. */
    public void finish() {
        demuxer.finish();
        if (timed || otherTicks != NEVER) {
            chunkTicks = timed ? chunkTicks : otherTicks;
            emit(newestPacket + 1, false);
        }
    }

    private final class Tap implements TsDemuxer.PacketTap {
        @Override
        public void onPacket(long packetNumber, ByteBuf packet) {
            pending.writeBytes(packet, packet.readerIndex(), PACKET_SIZE);
            newestPacket = packetNumber;
            newestPid = packet.getUnsignedShort(packet.readerIndex() + 1) & 0x1FFF;
            newestStarts = (packet.getByte(packet.readerIndex() + 1) & 0x40) != 0;
            boolean due = newestPacket % RELIEF_INTERVAL_PACKETS == 0;
            if (due && pending.readableBytes() >= MAX_WAITING_BYTES) {
                relieve();
            }
        }

        @Override
        public void onParsed(TsPacket packet) {
            keepTables(packet);
        }

        @Override
        public void onUnit(Unit unit, long packetNumber) {
            Optional<Track> leading = leading();
            if (leading.isEmpty() || leading.get().id() != unit.track()) {
                otherTicks = ticks(unit);
                sink.onUnit(unit);
                return;
            }
            Track track = leading.get();
            long ticks = ticks(unit);
            boolean entry = packetNumber >= firstPending && isEntry(unit, track, ticks);
            if (!timed) {
                chunkTicks = ticks;
                timed = true;
            }
            if (entry) {
                emit(packetNumber, false);
                entryTicks = ticks;
            }
            chunkTicks = ticks;
            sink.onUnit(unit);
            emit(end(unit.track(), packetNumber), entry);
        }
    }

    private long ticks(Unit unit) {
        int rate =
                demuxer.tracks().stream()
                        .filter(track -> track.id() == unit.track())
                        .mapToInt(Track::clockRate)
                        .findFirst()
                        .orElse(TsConstants.CLOCK_RATE);
        return Ticks.convert(unit.dtsTicks(), rate, TsConstants.CLOCK_RATE);
    }

    private boolean isEntry(Unit unit, Track track, long ticks) {
        boolean due =
                track.kind() == MediaKind.VIDEO
                        || entryTicks == NEVER
                        || Math.abs(ticks - entryTicks) >= AUDIO_ENTRY_TICKS;
        return unit.randomAccess() && due;
    }

    /** Empty while a video track is waited for; one that does not show up is not for ever. */
    private Optional<Track> leading() {
        List<Track> tracks = demuxer.tracks();
        Optional<Track> video =
                tracks.stream().filter(track -> track.kind() == MediaKind.VIDEO).findFirst();
        boolean waits =
                video.isEmpty()
                        && demuxer.firstVideo().isPresent()
                        && pending.readableBytes() < MAX_WAITING_FOR_VIDEO_BYTES
                        && !timed;
        return video.isPresent() || waits ? video : tracks.stream().findFirst();
    }

    /** The packet after those that can go with this unit: none of the next unit's. */
    private long end(int track, long unitPacket) {
        boolean begunByNewest =
                newestStarts && newestPid == demuxer.pid(track) && unitPacket != newestPacket;
        return Math.min(begunByNewest ? newestPacket : newestPacket + 1, demuxer.heldPacket(track));
    }

    private void emit(long endPacket, boolean entry) {
        int size = Math.toIntExact(Math.max(0, endPacket - firstPending) * PACKET_SIZE);
        if (size == 0) {
            return;
        }
        ByteBuf packets = pending.readSlice(Math.min(size, pending.readableBytes()));
        byte[] payload;
        if (entry) {
            payload = TsPassthrough.entryPayload(tables(), packets);
        } else {
            payload = new byte[packets.readableBytes()];
            packets.readBytes(payload);
        }
        firstPending = endPacket;
        pending.discardReadBytes();
        sink.onChunk(new Unit(trackId, chunkTicks, chunkTicks, ntpMicros, entry, payload));
    }

    private byte[] tables() {
        return Unpooled.wrappedBuffer(association.newest(), map.newest()).copy().array();
    }

    /** The newest tables are those that came before the entry point, or within it. */
    private void keepTables(TsPacket packet) {
        int programMap = demuxer.mapPid();
        if (programMap != mapPid) {
            mapPid = programMap;
            map.forget();
        }
        if (packet.pid() == TsConstants.PID_PAT) {
            association.read(packet);
        } else if (packet.pid() == mapPid) {
            map.read(packet);
        }
    }

    /** Passes on, or gives up, packets for which no unit comes. */
    private void relieve() {
        if (timed) {
            long held = leading().map(track -> demuxer.heldPacket(track.id())).orElse(newestPacket);
            boolean full = pending.readableBytes() >= maxPendingBytes;
            long end = full ? newestPacket : Math.min(held, newestPacket);
            if ((end - firstPending) * PACKET_SIZE >= MAX_WAITING_BYTES || full) {
                emit(end, false);
            }
        } else if (pending.readableBytes() >= maxPendingBytes) {
            int half = pending.readableBytes() / PACKET_SIZE / 2;
            pending.skipBytes(half * PACKET_SIZE).discardReadBytes();
            firstPending += half;
            droppedPackets += half;
        }
    }
}
