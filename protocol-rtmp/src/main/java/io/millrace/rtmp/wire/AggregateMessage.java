package io.millrace.rtmp.wire;

import static io.millrace.rtmp.wire.RtmpProtocolException.message;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Splits aggregate messages (RTMP 1.0, section 7.1.6), whose parts look like FLV tags. */
public final class AggregateMessage {
    private static final int PART_HEADER_BYTES = 11;
    private static final int BACK_POINTER_BYTES = 4;

    private AggregateMessage() {}

    /**
     * The messages inside. Their payloads are slices of {@code aggregate}'s, which stays the
     * caller's: not valid after it is released. Timestamps are shifted so that the first one is the
     * aggregate's.
     */
    public static List<RtmpMessage> split(RtmpMessage aggregate) throws RtmpProtocolException {
        List<RtmpMessage> parts = new ArrayList<>();
        ByteBuf in = aggregate.payload();
        long shift = 0;
        while (in.isReadable()) {
            if (in.readableBytes() < PART_HEADER_BYTES) {
                throw message("aggregate message ends inside of a header");
            }
            int type = in.readUnsignedByte();
            int length = in.readUnsignedMedium();
            long timestamp = in.readUnsignedMedium() | ((long) in.readUnsignedByte() << 24);
            in.skipBytes(3);
            if (in.readableBytes() < length + BACK_POINTER_BYTES) {
                throw message("aggregate message ends inside of a part of " + length + " bytes");
            }
            if (parts.isEmpty()) {
                shift = aggregate.timestampMillis() - timestamp;
            }
            long shifted = (timestamp + shift) & 0xFFFF_FFFFL;
            parts.add(new RtmpMessage(type, aggregate.streamId(), shifted, in.readSlice(length)));
            in.skipBytes(BACK_POINTER_BYTES);
        }
        return parts;
    }
}
