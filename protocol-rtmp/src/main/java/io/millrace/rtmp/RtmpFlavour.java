package io.millrace.rtmp;

import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;

/**
 * The wire image of RTMP readers: whole messages in chunks of one size, each with a full header, so
 * that a reader can begin at any record.
 *
 * @param multitrack whether the readers take several tracks of a kind
 */
record RtmpFlavour(int chunkSize, boolean multitrack, RtmpCounters counters)
        implements WireFlavour<ByteBuf> {
    @Override
    public String name() {
        return multitrack ? "rtmp-multitrack" : "rtmp";
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new RtmpImageEncoder(chunkSize, multitrack, counters);
    }
}
