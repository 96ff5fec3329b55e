package io.millrace.rtsp.read;

import io.millrace.rtsp.message.InterleavedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Map;

/** Writes whole images to a connection: one write and no work per packet. */
public final class TcpOutput implements PacketOutput {
    private final Channel channel;
    private final Channel carrier;
    private final Map<Integer, Integer> rtcpChannels;
    private long queuedBytes;
    private long takenBytes;
    private long takenAtMicros;

    /**
     * Made on the channel's loop.
     *
     * @param rtcpChannels by track id
     */
    public TcpOutput(Channel channel, Map<Integer, Integer> rtcpChannels) {
        this(channel, channel, rtcpChannels);
    }

    /**
     * Into a connection whose bytes leave by another.
     *
     * @param carrier on the same loop; what it takes is what the peer takes
     */
    public TcpOutput(Channel channel, Channel carrier, Map<Integer, Integer> rtcpChannels) {
        this.channel = channel;
        this.carrier = carrier;
        this.rtcpChannels = Map.copyOf(rtcpChannels);
    }

    @Override
    public boolean isWritable() {
        return carrier.isWritable();
    }

    @Override
    public void write(RtspImage image) {
        queuedBytes += image.bytes().readableBytes();
        var _ = channel.write(image.bytes().retainedDuplicate(), channel.voidPromise());
    }

    @Override
    public void writeRtcp(int trackId, ByteBuf packet) {
        Integer rtcpChannel = rtcpChannels.get(trackId);
        if (rtcpChannel == null) {
            packet.release();
            return;
        }
        int size = packet.readableBytes();
        ByteBuf header = channel.alloc().buffer(InterleavedFrame.HEADER_BYTES + size);
        header.writeByte(InterleavedFrame.DOLLAR).writeByte(rtcpChannel).writeShort(size);
        header.writeBytes(packet);
        packet.release();
        queuedBytes += header.readableBytes();
        var _ = channel.write(header, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public long stalledMicros(long nowMicros) {
        ChannelOutboundBuffer waiting = carrier.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            takenAtMicros = nowMicros;
            return 0;
        }
        long taken = queuedBytes - waiting.totalPendingWriteBytes() + waiting.currentProgress();
        if (taken != takenBytes || takenAtMicros == 0) {
            takenBytes = taken;
            takenAtMicros = nowMicros;
        }
        return nowMicros - takenAtMicros;
    }
}
