package io.millrace.rtsp.read;

import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.srtp.SrtpSender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Protects what goes to one reader (RFC 3711): each has keys of its own, so the shared image is
 * copied. Tracks without a key are left out. Confined to the output's loop.
 */
public final class SecureOutput implements PacketOutput {
    private static final int HEADROOM_BYTES = 256;

    private final PacketOutput output;
    private final Map<Integer, SrtpSender> senders;
    private final Map<Integer, SrtpSender> sendersByChannel = new HashMap<>();

    /**
     * An output before {@code output}.
     *
     * @param senders by track id; a new run of packets begins for all of them
     * @param flavour of the images
     */
    public SecureOutput(
            PacketOutput output, Map<Integer, SrtpSender> senders, RtspFlavour flavour) {
        this.output = output;
        this.senders = Map.copyOf(senders);
        senders.values().forEach(SrtpSender::restart);
        if (flavour instanceof RtspFlavour.Tcp(var channels)) {
            channels.forEach((track, channel) -> {
                SrtpSender sender = senders.get(track);
                if (sender != null) {
                    sendersByChannel.put(channel, sender);
                }
            });
        }
    }

    @Override
    public boolean isWritable() {
        return output.isWritable();
    }

    @Override
    public void write(RtspImage image) {
        int plainBytes = image.bytes().readableBytes();
        ByteBuf out =
                PooledByteBufAllocator.DEFAULT.directBuffer(
                        plainBytes + plainBytes / 64 + HEADROOM_BYTES);
        List<RtspImage.Run> runs = new ArrayList<>(image.runs().size());
        try {
            if (image.runs().isEmpty()) {
                protectFrames(image.bytes().duplicate(), out);
            } else {
                image.runs().forEach(run -> protectRun(image.bytes(), run, out, runs));
            }
            RtspImage secured =
                    new RtspImage(out.retain(), image.tracks(), runs, image.droppedUnits());
            output.write(secured);
            secured.release();
        } finally {
            out.release();
        }
    }

    private void protectFrames(ByteBuf frames, ByteBuf out) {
        while (frames.isReadable()) {
            frames.skipBytes(1);
            int channel = frames.readUnsignedByte();
            ByteBuf packet = frames.readSlice(frames.readUnsignedShort());
            SrtpSender sender = sendersByChannel.get(channel);
            if (sender != null) {
                out.writeByte(InterleavedFrame.DOLLAR).writeByte(channel).writeShort(0);
                int start = out.writerIndex();
                sender.protectRtp(packet, out);
                out.setShort(start - 2, out.writerIndex() - start);
            }
        }
    }

    private void protectRun(
            ByteBuf bytes, RtspImage.Run run, ByteBuf out, List<RtspImage.Run> runs) {
        SrtpSender sender = senders.get(run.trackId());
        if (sender == null) {
            return;
        }
        int start = out.writerIndex();
        int end = run.offset() + run.bytes();
        int segmentBytes = 0;
        for (int at = run.offset(); at < end; at += run.segmentBytes()) {
            int size = Math.min(run.segmentBytes(), end - at);
            sender.protectRtp(bytes.slice(at, size), out);
            segmentBytes = segmentBytes == 0 ? out.writerIndex() - start : segmentBytes;
        }
        runs.add(new RtspImage.Run(run.trackId(), start, out.writerIndex() - start, segmentBytes));
    }

    @Override
    public void writeRtcp(int trackId, ByteBuf packet) {
        SrtpSender sender = senders.get(trackId);
        if (sender == null) {
            packet.release();
        } else {
            output.writeRtcp(trackId, sender.protectedRtcp(packet));
        }
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public long stalledMicros(long nowMicros) {
        return output.stalledMicros(nowMicros);
    }
}
