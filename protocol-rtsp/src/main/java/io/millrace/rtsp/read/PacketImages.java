package io.millrace.rtsp.read;

import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.message.InterleavedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.Optional;

/** Wire images of single packets, which all readers of a flavour share. */
public final class PacketImages {
    private PacketImages() {}

    /**
     * One packet of a track, its payload borrowed; the caller owns the image.
     *
     * @return empty if the flavour does not carry the track
     */
    public static Optional<RtspImage> of(RtspFlavour flavour, int track, RtpPacket packet) {
        int size = RtpPacket.HEADER_SIZE + packet.payload().readableBytes();
        return switch (flavour) {
            case RtspFlavour.Tcp(var channels) -> {
                Integer channel = channels.get(track);
                if (channel == null) {
                    yield Optional.empty();
                }
                ByteBuf out = buffer(InterleavedFrame.HEADER_BYTES + size);
                out.writeByte(InterleavedFrame.DOLLAR).writeByte(channel).writeShort(size);
                packet.write(out);
                yield Optional.of(new RtspImage(out, List.of(), List.of(), 0));
            }
            case RtspFlavour.Udp() -> {
                ByteBuf out = buffer(size);
                packet.write(out);
                RtspImage.Run run = new RtspImage.Run(track, 0, size, size);
                yield Optional.of(new RtspImage(out, List.of(), List.of(run), 0));
            }
        };
    }

    private static ByteBuf buffer(int size) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
    }
}
