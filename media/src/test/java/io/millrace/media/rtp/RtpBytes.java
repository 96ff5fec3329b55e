package io.millrace.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Packets from hex, and packets that a sender writes. */
final class RtpBytes {
    private RtpBytes() {}

    static ByteBuf hex(String digits) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    static RtpPacket packet(int sequenceNumber, long timestamp, boolean marker, String payload) {
        return new RtpPacket(96, marker, sequenceNumber, timestamp, 1, hex(payload));
    }

    /** Keeps each packet in a buffer of its own, on the heap. */
    static final class Output implements RtpSender.Output {
        final List<ByteBuf> packets = new ArrayList<>();

        @Override
        public ByteBuf beginPacket() {
            packets.add(Unpooled.buffer());
            return packets.getLast();
        }

        @Override
        public void endPacket(int size) {
            if (packets.getLast().readableBytes() != size) {
                throw new AssertionError(packets.getLast() + " should be " + size + " bytes");
            }
        }
    }
}
