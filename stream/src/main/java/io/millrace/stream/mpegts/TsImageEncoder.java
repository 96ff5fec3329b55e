package io.millrace.stream.mpegts;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.ts.TsMuxer;
import io.millrace.media.ts.TsPassthrough;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one direct buffer of all units in a record: whole TS packets of one endless transport
 * stream. Used by one thread at a time.
 */
final class TsImageEncoder implements WireEncoder<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(TsImageEncoder.class);
    private static final int TABLES_BYTES = 2 * 188;
    private static final int UNIT_OVERHEAD_BYTES = 4 * 188;

    private final PathName path;
    private final LongAdder malformed;
    private final LongAdder malformedUnits;
    private final LongAdder unitsWithoutTrack;
    private final Map<Integer, MediaKind> kinds = new HashMap<>();
    private Optional<TsMuxer> muxer = Optional.empty();
    private Optional<Integer> passthrough = Optional.empty();
    private Optional<String> warned = Optional.empty();

    TsImageEncoder(PathName path, Counters counters) {
        this.path = path;
        malformed = counters.counter("mpegts_malformed");
        malformedUnits = counters.counter("mpegts_units_dropped", "reason", "malformed");
        unitsWithoutTrack = counters.counter("mpegts_units_dropped", "reason", "no-track");
    }

    @Override
    public void describe(List<Track> described) {
        passthrough =
                described.stream()
                        .filter(track -> track.format() instanceof TransportStreamFormat)
                        .map(Track::id)
                        .findFirst();
        kinds.clear();
        if (passthrough.isEmpty()) {
            mux(CarriedTracks.of(Container.MPEG_TS, described));
        }
    }

    private void mux(CarriedTracks selection) {
        Optional<String> warning = selection.warning(path.value());
        if (!warning.equals(warned)) {
            warning.ifPresent(LOG::warn);
            warned = warning;
        }
        List<Track> tracks = selection.carried();
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
        } catch (MalformedMediaException broken) {
            malformed.increment();
            LOG.warn("path {}: tracks cannot be muxed: {}", path, broken.getMessage());
        }
    }

    @Override
    public Optional<ByteBuf> encode(StreamRecord record) {
        return passthrough.isPresent() ? received(record, passthrough.get()) : muxed(record);
    }

    /** The packets as they came; the units that others read are not among them. */
    private static Optional<ByteBuf> received(StreamRecord record, int track) {
        int size = 0;
        for (Unit unit : record.units()) {
            size += unit.track() == track ? TsPassthrough.running(unit).readableBytes() : 0;
        }
        if (size == 0) {
            return Optional.empty();
        }
        ByteBuf image = ByteBufAllocator.DEFAULT.directBuffer(size);
        for (Unit unit : record.units()) {
            if (unit.track() == track) {
                image.writeBytes(TsPassthrough.running(unit));
            }
        }
        return Optional.of(image);
    }

    private Optional<ByteBuf> muxed(StreamRecord record) {
        List<Unit> units =
                record.units().stream().filter(unit -> kinds.containsKey(unit.track())).toList();
        unitsWithoutTrack.add(record.units().size() - units.size());
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
            malformedUnits.add(units.size());
            return Optional.empty();
        }
    }

    private static int expectedBytes(StreamRecord record) {
        int payload = record.sizeBytes();
        return payload + payload / 32 + TABLES_BYTES + record.units().size() * UNIT_OVERHEAD_BYTES;
    }
}
