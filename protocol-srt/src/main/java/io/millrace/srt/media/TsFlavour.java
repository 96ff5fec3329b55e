package io.millrace.srt.media;

import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;

/**
 * The wire image of readers of an MPEG transport stream: whole TS packets, with PAT and PMT at each
 * entry point, so that a reader can begin there.
 */
record TsFlavour(SrtMediaCounters counters) implements WireFlavour<ByteBuf> {
    @Override
    public String name() {
        return "mpegts";
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new TsImageEncoder(counters);
    }
}
