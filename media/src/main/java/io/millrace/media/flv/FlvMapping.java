package io.millrace.media.flv;

import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** How one format travels in FLV; which has which is in {@link FlvCodec}. */
interface FlvMapping {
    /** The codec whose FourCC names it; empty if FLV has it in the old form only. */
    default Optional<FlvCodec> named() {
        return Optional.empty();
    }

    /** Whether the format's parameters are good enough to describe it. */
    default boolean isWritable() {
        return true;
    }

    /** Tag and RTMP message type of units. */
    int messageType();

    /** What {@code onMetaData} says: {@code videocodecid} or {@code audiocodecid}. */
    int codecId();

    /** Writes the body of a sequence header; nothing if the codec has none. */
    void writeConfiguration(ByteBuf out);

    /** Bytes before the record in a sequence header's body. */
    default int configurationHeaderSize() {
        return 5;
    }

    /** Bytes that {@link #writeHeader} writes. */
    int headerSize();

    /** Writes what stands before the payload in the body of a unit's message. */
    void writeHeader(Unit unit, ByteBuf out);

    /** What stands behind the header; as long as the unit's own payload. */
    default byte[] payload(Unit unit) {
        return unit.payload();
    }
}
