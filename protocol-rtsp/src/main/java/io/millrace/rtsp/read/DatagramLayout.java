package io.millrace.rtsp.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets without anything between them. Neighbours of equal size form a run, which one system call
 * can send (UDP GSO: all segments equal, the last may be shorter, at most 64 of them, 64 KiB).
 */
final class DatagramLayout implements PacketLayout {
    private static final int MAX_RUN_PACKETS = 44;
    private static final int MAX_RUN_BYTES = 63_000;

    private final int trackId;
    private final List<RtspImage.Run> open = new ArrayList<>();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;

    DatagramLayout(int trackId) {
        this.trackId = trackId;
    }

    @Override
    public void begin(ByteBuf target) {
        out = target;
        open.clear();
    }

    @Override
    public ByteBuf beginPacket() {
        return out;
    }

    @Override
    public void endPacket(int size) {
        int offset = out.writerIndex() - size;
        if (!open.isEmpty() && fits(open.getLast(), size)) {
            RtspImage.Run run = open.removeLast();
            open.add(
                    new RtspImage.Run(
                            trackId, run.offset(), run.bytes() + size, run.segmentBytes()));
        } else {
            open.add(new RtspImage.Run(trackId, offset, size, size));
        }
    }

    private static boolean fits(RtspImage.Run run, int size) {
        boolean lastIsFull = run.bytes() % run.segmentBytes() == 0;
        return lastIsFull
                && size <= run.segmentBytes()
                && run.packets() < MAX_RUN_PACKETS
                && run.bytes() + size <= MAX_RUN_BYTES;
    }

    @Override
    public void end(List<RtspImage.Run> runs) {
        runs.addAll(open);
        open.clear();
        out = Unpooled.EMPTY_BUFFER;
    }
}
