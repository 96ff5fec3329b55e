package io.millrace.stream.mpegts;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;

/**
 * The wire image of all readers of an MPEG transport stream, whatever protocol carries it: whole TS
 * packets, with PAT and PMT at each entry point, so that a reader can begin there. Of a path set to
 * passthrough, the packets as they were received.
 */
public record TsFlavour(Counters counters) implements WireFlavour<ByteBuf> {
    @Override
    public String name() {
        return "mpegts";
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new TsImageEncoder(path, counters);
    }
}
