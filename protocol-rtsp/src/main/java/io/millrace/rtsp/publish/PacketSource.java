package io.millrace.rtsp.publish;

import io.millrace.media.rtp.RtpPacket;
import java.util.function.Consumer;

/** Puts the packets of one track in sequence order. Packets are borrowed. Not thread-safe. */
interface PacketSource {
    void add(RtpPacket packet, long nowMicros);

    /** Gives up on missing packets that were waited for too long. */
    void onTime(long nowMicros);

    /** The sender began anew: sequence numbers are unrelated to those before. */
    void restart();

    /** Nothing more comes: gives what waits. */
    void finish();

    static PacketSource of(boolean reordering, Consumer<RtpPacket> sink) {
        return new InOrder(sink);
    }

    /** Packets of a reliable transport come in order. */
    record InOrder(Consumer<RtpPacket> sink) implements PacketSource {
        @Override
        public void add(RtpPacket packet, long nowMicros) {
            sink.accept(packet);
        }

        @Override
        public void onTime(long nowMicros) {}

        @Override
        public void restart() {}

        @Override
        public void finish() {}
    }
}
