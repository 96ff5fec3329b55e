package io.millrace.rtmp;

import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;

/**
 * The wire image of RTMP readers: whole messages in chunks of one size, each with a full header, so
 * that a reader can begin at any record.
 */
record RtmpFlavour(int chunkSize, RtmpCounters counters) implements WireFlavour<ByteBuf> {
    @Override
    public String name() {
        return "rtmp";
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new RtmpImageEncoder(chunkSize, counters);
    }
}
