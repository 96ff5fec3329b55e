package io.millrace.mpegts.http;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.flv.FlvFileWriter;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The image that all readers of {@code /<path>/flv} share: the tags of a record's units. */
public record FlvFlavour(Counters counters) implements WireFlavour<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(FlvFlavour.class);
    private static final int MAX_BODY_HEADER_BYTES = 16;
    private static final int MAX_TAG_BODY_BYTES = 0xFFFFFF;

    @Override
    public String name() {
        return "flv";
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new Encoder(path, counters);
    }

    /** The tracks that a reader gets: the first of each kind that FLV carries. */
    static CarriedTracks carried(List<Track> tracks) {
        return CarriedTracks.oneOfEachKind(Container.FLV, tracks);
    }

    /** What to tell a reader of a path with none. */
    static Optional<String> refusal(PathName path, List<Track> tracks) {
        CarriedTracks carried = carried(tracks);
        return carried.carried().isEmpty() && !tracks.isEmpty()
                ? Optional.of(carried.refusal(path.value()))
                : Optional.empty();
    }

    /** Used by one thread at a time. */
    private static final class Encoder implements WireEncoder<ByteBuf> {
        private final PathName path;
        private final Counters counters;
        private final Map<Integer, Track> tracks = new HashMap<>();
        private Optional<String> warned = Optional.empty();

        Encoder(PathName path, Counters counters) {
            this.path = path;
            this.counters = counters;
        }

        @Override
        public void describe(List<Track> newTracks) {
            tracks.clear();
            CarriedTracks selection = carried(newTracks);
            selection.carried().forEach(track -> tracks.put(track.id(), track));
            Optional<String> warning = selection.warning(path.value());
            if (!warning.equals(warned)) {
                warning.ifPresent(LOG::warn);
                warned = warning;
                counters.counter("flv_tracks_left_out").add(selection.leftOut().size());
            }
        }

        @Override
        public Optional<ByteBuf> encode(StreamRecord record) {
            int size = 0;
            for (Unit unit : record.units()) {
                size += FlvFileWriter.TAG_OVERHEAD + MAX_BODY_HEADER_BYTES + unit.sizeBytes();
            }
            if (size == 0) {
                return Optional.empty();
            }
            ByteBuf image = ByteBufAllocator.DEFAULT.directBuffer(size);
            record.units().forEach(unit -> append(unit, image));
            if (image.isReadable()) {
                return Optional.of(image);
            }
            image.release();
            return Optional.empty();
        }

        private void append(Unit unit, ByteBuf image) {
            Track track = tracks.get(unit.track());
            if (track == null) {
                return;
            }
            if (FlvMuxer.bodySize(track, unit) > MAX_TAG_BODY_BYTES) {
                counters.counter("flv_units_dropped", "reason", "too-large").increment();
                return;
            }
            FlvFileWriter.unit(track, unit, image);
        }
    }
}
