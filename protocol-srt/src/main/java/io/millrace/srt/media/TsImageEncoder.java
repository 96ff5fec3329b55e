package io.millrace.srt.media;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.ts.TsMuxer;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one direct buffer of all units in a record: whole TS packets of one endless transport
 * stream. Used by one thread at a time.
 */
final class TsImageEncoder implements WireEncoder<ByteBuf> {
    private static final int TABLES_BYTES = 2 * 188;
    private static final int UNIT_OVERHEAD_BYTES = 4 * 188;

    private final SrtMediaCounters counters;
    private final Map<Integer, MediaKind> kinds = new HashMap<>();
    private Optional<TsMuxer> muxer = Optional.empty();

    TsImageEncoder(SrtMediaCounters counters) {
        this.counters = counters;
    }

    @Override
    public void describe(List<Track> described) {
        List<Track> tracks = CarriedTracks.of(Container.MPEG_TS, described).carried();
        kinds.clear();
        if (tracks.isEmpty()) {
            return;
        }
        try {
            if (muxer.isPresent()) {
                muxer.get().describe(tracks);
            } else {
                muxer = Optional.of(new TsMuxer(tracks));
            }
            tracks.forEach(track -> kinds.put(track.id(), track.kind()));
        } catch (MalformedMediaException _) {
            counters.malformed().increment();
        }
    }

    @Override
    public Optional<ByteBuf> encode(StreamRecord record) {
        List<Unit> units =
                record.units().stream().filter(unit -> kinds.containsKey(unit.track())).toList();
        counters.unitsDropped("no-track", record.units().size() - units.size());
        if (units.isEmpty() || muxer.isEmpty()) {
            return Optional.empty();
        }
        ByteBuf image = ByteBufAllocator.DEFAULT.directBuffer(expectedBytes(record));
        try {
            boolean video = kinds.get(units.getFirst().track()) == MediaKind.VIDEO;
            if (record.isEntryPoint() && !video) {
                muxer.get().writeTables(image);
            }
            muxer.get().write(units, image);
            return Optional.of(image);
        } catch (MalformedMediaException _) {
            image.release();
            counters.unitsDropped("malformed", units.size());
            return Optional.empty();
        }
    }

    private static int expectedBytes(StreamRecord record) {
        int payload = record.sizeBytes();
        return payload + payload / 32 + TABLES_BYTES + record.units().size() * UNIT_OVERHEAD_BYTES;
    }
}
