package io.millrace.rtsp.read;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.List;

/**
 * The RTP packets of one record, as all readers of a flavour get them. Owns its bytes: they are
 * released with the last reference; a sender retains duplicates of them.
 */
public final class RtspImage extends AbstractReferenceCounted {
    private final ByteBuf bytes;
    private final List<TrackPackets> tracks;
    private final List<Run> runs;
    private final int droppedUnits;

    /**
     * What the image holds of one track; of every track of the flavour, also if it is nothing.
     *
     * @param firstSequence of the first packet, or of the one that will come next
     * @param octets of payload, as sender reports count them
     */
    public record TrackPackets(int trackId, int firstSequence, int packets, long octets) {}

    /**
     * Neighbouring packets of one track that are all {@code segmentBytes} long but for the last,
     * which may be shorter. Only in images for datagrams.
     */
    public record Run(int trackId, int offset, int bytes, int segmentBytes) {
        public int packets() {
            return (bytes + segmentBytes - 1) / segmentBytes;
        }
    }

    /** Takes over {@code bytes}. */
    RtspImage(ByteBuf bytes, List<TrackPackets> tracks, List<Run> runs, int droppedUnits) {
        this.bytes = bytes;
        this.tracks = List.copyOf(tracks);
        this.runs = List.copyOf(runs);
        this.droppedUnits = droppedUnits;
    }

    /** All packets. Borrowed. */
    public ByteBuf bytes() {
        return bytes;
    }

    public List<TrackPackets> tracks() {
        return tracks;
    }

    public List<Run> runs() {
        return runs;
    }

    /** Units of the record that are not canonical and so not in the image. */
    public int droppedUnits() {
        return droppedUnits;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        bytes.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        bytes.release();
    }
}
