package io.millrace.rtmp;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.media.flv.FlvNumberedTrack;
import io.millrace.rtmp.carriage.MediaChunks;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.ChunkLimits;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one direct buffer of all units in a record, as RTMP audio and video messages. Timestamps
 * are the path timeline's milliseconds. Used by one thread at a time.
 */
final class RtmpImageEncoder implements WireEncoder<ByteBuf> {
    private final ChunkEncoder chunks;
    private final RtmpCounters counters;
    private final RtmpFlavour flavour;
    private final Map<Integer, FlvNumberedTrack> tracks = new HashMap<>();
    private final ByteBuf bodyHeader = Unpooled.buffer(FlvNumberedTrack.MAX_HEADER_BYTES);

    RtmpImageEncoder(RtmpFlavour flavour) {
        this.flavour = flavour;
        this.chunks = new ChunkEncoder(flavour.chunkSize());
        this.counters = flavour.counters();
    }

    @Override
    public void describe(List<Track> newTracks) {
        tracks.clear();
        flavour.sent(newTracks)
                .numbered()
                .forEach(numbered -> tracks.put(numbered.track().id(), numbered));
    }

    @Override
    public Optional<ByteBuf> encode(StreamRecord record) {
        int maxBytes = 0;
        for (Unit unit : record.units()) {
            maxBytes += chunks.maxEncodedBytes(unit.sizeBytes() + bodyHeader.capacity());
        }
        if (maxBytes == 0) {
            return Optional.empty();
        }
        ByteBuf image = ByteBufAllocator.DEFAULT.directBuffer(maxBytes);
        record.units().forEach(unit -> append(image, unit));
        if (image.isReadable()) {
            return Optional.of(image);
        }
        image.release();
        return Optional.empty();
    }

    private void append(ByteBuf image, Unit unit) {
        FlvNumberedTrack numbered = tracks.get(unit.track());
        if (numbered == null) {
            return;
        }
        Track track = numbered.track();
        numbered.writeHeader(unit, bodyHeader.clear());
        if (bodyHeader.readableBytes() + unit.sizeBytes() > ChunkLimits.MAX_MESSAGE_BYTES) {
            counters.unitsDropped("message-too-large", 1);
            return;
        }
        chunks.encode(
                image,
                MediaChunks.chunkStreamId(track.format()),
                header(numbered, unit),
                bodyHeader,
                FlvMuxer.payload(track, unit));
    }

    /** Pictures decoded before the timeline's zero are told at zero: RTMP has no sign. */
    private static ChunkEncoder.Header header(FlvNumberedTrack numbered, Unit unit) {
        return new ChunkEncoder.Header(
                FlvMuxer.messageType(numbered.track().format()),
                MediaChunks.STREAM_ID,
                Math.max(0, numbered.timestampMillis(unit)));
    }
}
