package io.millrace.rtsp.read;

import io.millrace.rtsp.message.InterleavedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** A dollar sign, the channel and the size before each packet (RFC 2326, section 10.12). */
final class InterleavedLayout implements PacketLayout {
    private final int channel;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;

    InterleavedLayout(int channel) {
        this.channel = channel;
    }

    @Override
    public void begin(ByteBuf target) {
        out = target;
    }

    @Override
    public ByteBuf beginPacket() {
        out.writeByte(InterleavedFrame.DOLLAR);
        out.writeByte(channel);
        out.writeShort(0);
        return out;
    }

    @Override
    public void endPacket(int size) {
        out.setShort(out.writerIndex() - size - 2, size);
    }

    @Override
    public void end(List<RtspImage.Run> runs) {
        out = Unpooled.EMPTY_BUFFER;
    }
}
