package io.millrace.rtsp.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Binary data between messages (RFC 2326, section 10.12): one RTP or RTCP packet. Whoever gets the
 * frame from the decoder owns it.
 */
public final class InterleavedFrame extends DefaultByteBufHolder implements RtspMessage {
    /** The byte that begins every frame. */
    public static final int DOLLAR = 0x24;

    /** Bytes before the packet: dollar, channel, 16 bits of size. */
    public static final int HEADER_BYTES = 4;

    private final int channel;

    public InterleavedFrame(int channel, ByteBuf content) {
        super(content);
        this.channel = channel;
    }

    /** The bytes of a frame; the packet is taken over. */
    public static ByteBuf encode(ByteBufAllocator allocator, int channel, ByteBuf packet) {
        int size = packet.readableBytes();
        ByteBuf frame = allocator.buffer(HEADER_BYTES + size);
        frame.writeByte(DOLLAR).writeByte(channel).writeShort(size).writeBytes(packet);
        packet.release();
        return frame;
    }

    /** 0 to 255. */
    public int channel() {
        return channel;
    }

    @Override
    public ByteBufHolder replace(ByteBuf content) {
        return new InterleavedFrame(channel, content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InterleavedFrame that
                && channel == that.channel
                && super.equals(other);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + channel;
    }
}
