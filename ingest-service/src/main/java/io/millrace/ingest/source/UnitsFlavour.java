package io.millrace.ingest.source;

import io.millrace.media.Track;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;

/** For a reader that wants a path's units and no bytes: images are empty. */
record UnitsFlavour() implements WireFlavour<ByteBuf> {
    @Override
    public String name() {
        return "units";
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new WireEncoder<>() {
            @Override
            public void describe(List<Track> tracks) {
                // readers are told
            }

            @Override
            public Optional<ByteBuf> encode(StreamRecord record) {
                return Optional.of(Unpooled.EMPTY_BUFFER);
            }
        };
    }
}
