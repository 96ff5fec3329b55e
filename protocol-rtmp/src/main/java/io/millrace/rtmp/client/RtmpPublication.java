package io.millrace.rtmp.client;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.flv.FlvNumberedTrack;
import io.millrace.rtmp.carriage.SentTracks;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.rtmp.wire.ChunkLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A stream that is being published. It begins at the first entry point that is written, after the
 * codecs' headers; its time begins at zero there. What the server does not take in time is dropped
 * up to the next entry point, and counted. {@link #describe} and {@link #write} are for one thread
 * at a time; the rest is thread-safe.
 */
public final class RtmpPublication implements AutoCloseable {
    private final UnitWriter writer;
    private final long bufferBytes;
    private final PeerCapabilities server;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder unitsDropped = new LongAdder();
    private final LongAdder unitsWritten = new LongAdder();
    private final LongAdder skips = new LongAdder();

    private Optional<SentTracks> next = Optional.empty();
    private Map<Integer, FlvNumberedTrack> tracks = Map.of();
    private boolean hasVideo;
    private boolean awaitingEntryPoint = true;

    /**
     * What became of the units written.
     *
     * @param unitsWritten to the connection
     * @param unitsDropped before an entry point, because the server was too slow, or too large
     * @param skips how often the server was too slow
     * @param bytesSent with chunk headers
     * @param waitingBytes now, of payload
     */
    public record Statistics(
            long unitsWritten, long unitsDropped, long skips, long bytesSent, long waitingBytes) {}

    RtmpPublication(UnitWriter writer, long bufferBytes, PeerCapabilities server) {
        this.writer = writer;
        this.bufferBytes = bufferBytes;
        this.server = server;
    }

    /**
     * The tracks from the next entry point on: of each kind all, if the server says that it takes
     * several (enhanced RTMP 2, multitrack), else the first.
     *
     * @return which of them RTMP carries; if none, nothing is sent
     */
    public CarriedTracks describe(List<Track> newTracks) {
        SentTracks sent = SentTracks.of(newTracks, server.multitrack(), server.exactTimes());
        next = Optional.of(sent);
        return sent.carried();
    }

    /**
     * Takes one unit; never blocks.
     *
     * @return whether it will be sent; else it was dropped, or its track is not carried
     */
    public boolean write(Unit unit) {
        if (writer.isClosed()) {
            unitsDropped.increment();
            return false;
        }
        if (isEntryPoint(unit) && hasRoom(unit, bufferBytes / 2)) {
            next.ifPresent(this::use);
            next = Optional.empty();
            awaitingEntryPoint = false;
        }
        FlvNumberedTrack track = tracks.get(unit.track());
        if (track == null && !awaitingEntryPoint) {
            return false;
        }
        if (track == null
                || awaitingEntryPoint
                || track.maxBodySize(unit) > ChunkLimits.MAX_MESSAGE_BYTES) {
            unitsDropped.increment();
            return false;
        }
        if (!hasRoom(unit, bufferBytes)) {
            awaitingEntryPoint = true;
            skips.increment();
            unitsDropped.increment();
            return false;
        }
        waitingBytes.addAndGet(unit.sizeBytes());
        unitsWritten.increment();
        writer.write(track, unit, () -> waitingBytes.addAndGet(-unit.sizeBytes()));
        return true;
    }

    /** A random access unit of the video track, or any unit where there is no video. */
    private boolean isEntryPoint(Unit unit) {
        if (next.isEmpty()) {
            FlvNumberedTrack track = tracks.get(unit.track());
            return track != null && canBegin(unit, track.track(), hasVideo);
        }
        List<Track> carried = next.get().carried().carried();
        boolean video = carried.stream().anyMatch(track -> track.kind() == MediaKind.VIDEO);
        return carried.stream()
                .anyMatch(track -> track.id() == unit.track() && canBegin(unit, track, video));
    }

    private static boolean canBegin(Unit unit, Track track, boolean video) {
        return unit.randomAccess() && (track.kind() == MediaKind.VIDEO || !video);
    }

    /** A unit larger than the buffer passes when nothing waits. */
    private boolean hasRoom(Unit unit, long limit) {
        long waiting = waitingBytes.get();
        return waiting == 0 || waiting + unit.sizeBytes() <= limit;
    }

    private void use(SentTracks sent) {
        Map<Integer, FlvNumberedTrack> byId = new HashMap<>();
        sent.numbered().forEach(numbered -> byId.put(numbered.track().id(), numbered));
        tracks = byId;
        hasVideo =
                byId.values().stream()
                        .anyMatch(numbered -> numbered.track().kind() == MediaKind.VIDEO);
        writer.describe(sent.numbered());
    }

    /** Whether a unit would be taken now, and not wait behind many others. */
    public boolean isWritable() {
        return waitingBytes.get() < bufferBytes / 2;
    }

    public Statistics statistics() {
        return new Statistics(
                unitsWritten.sum(),
                unitsDropped.sum(),
                skips.sum(),
                writer.bytesSent(),
                waitingBytes.get());
    }

    /** Ends it in good order; the listener is told when it has. */
    @Override
    public void close() {
        writer.leave();
    }
}
