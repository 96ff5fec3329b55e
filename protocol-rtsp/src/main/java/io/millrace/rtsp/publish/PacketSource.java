package io.millrace.rtsp.publish;

import io.millrace.media.rtp.ReorderBuffer;
import io.millrace.media.rtp.RtpPacket;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts the packets of one track in sequence order. Packets are borrowed. Not thread-safe. */
sealed interface PacketSource {
    void add(RtpPacket packet, long nowMicros);

    /** Gives up on missing packets that were waited for too long. */
    void onTime(long nowMicros);

    /** Packets that came too late or twice. */
    long late();

    /** Nothing more comes: gives what waits. */
    void finish();

    static PacketSource of(boolean reordering, Consumer<RtpPacket> sink) {
        return reordering ? new Reordering(sink) : new InOrder(sink);
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
        public long late() {
            return 0;
        }

        @Override
        public void finish() {}
    }

    /** Datagrams: behind a hole, packets wait for 100 ms, and 512 of them at most. */
    final class Reordering implements PacketSource {
        private static final int MAX_PACKETS = 512;
        private static final long MAX_WAIT_MICROS = 100_000;

        private final ReorderBuffer buffer = new ReorderBuffer(MAX_PACKETS, MAX_WAIT_MICROS);
        private final Consumer<RtpPacket> sink;

        private Reordering(Consumer<RtpPacket> sink) {
            this.sink = sink;
        }

        @Override
        public void add(RtpPacket packet, long nowMicros) {
            packet.payload().retain();
            if (!buffer.offer(packet, nowMicros)) {
                packet.payload().release();
            }
            onTime(nowMicros);
        }

        @Override
        public void onTime(long nowMicros) {
            buffer.expire(nowMicros);
            drain();
        }

        private void drain() {
            for (Optional<RtpPacket> next = buffer.poll(); next.isPresent(); next = buffer.poll()) {
                try {
                    sink.accept(next.get());
                } finally {
                    next.get().payload().release();
                }
            }
        }

        @Override
        public long late() {
            return buffer.late() + buffer.duplicates();
        }

        @Override
        public void finish() {
            buffer.expire(Long.MAX_VALUE);
            drain();
            buffer.close();
        }
    }
}
