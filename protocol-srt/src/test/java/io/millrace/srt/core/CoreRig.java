package io.millrace.srt.core;

import io.millrace.srt.wire.ControlPacket.FullAck;
import io.millrace.srt.wire.ControlPacket.Line;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.PacketHeader;
import io.millrace.srt.wire.SrtPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection whose peer the test plays: what it sends is kept, its time is the test's. */
final class CoreRig implements ConnectionEvents, AutoCloseable {
    static final int FIRST = 0x7FFFFFF0;
    static final int LATENCY_MILLIS = 100;

    final List<SrtPacket> sent = new ArrayList<>();
    final List<Integer> delivered = new ArrayList<>();
    final List<Boolean> writability = new ArrayList<>();
    Optional<CloseReason> closed = Optional.empty();
    final ConnectionCore core;
    long nowMicros;

    CoreRig(SrtSettings settings) {
        this(settings, Negotiated.Keys.NONE);
    }

    CoreRig(SrtSettings settings, Negotiated.Keys keys) {
        Negotiated negotiated =
                new Negotiated(
                        1, 2, FIRST, 0x010504, 8192, LATENCY_MILLIS, LATENCY_MILLIS, 0, 0, 0, keys);
        core = new ConnectionCore(settings, negotiated, this::keep, this, 0);
    }

    private void keep(ByteBuf datagrams, int datagramBytes) {
        while (datagrams.isReadable()) {
            int size = Math.min(datagramBytes, datagrams.readableBytes());
            ByteBuf datagram = Unpooled.copiedBuffer(datagrams.readSlice(size));
            try {
                sent.add(PacketCodec.parse(datagram));
            } catch (SrtProtocolException malformed) {
                throw new IllegalStateException(malformed);
            }
        }
        datagrams.release();
    }

    @Override
    public void onMessage(ByteBuf message) {
        delivered.add(message.readInt());
        message.release();
    }

    @Override
    public void onWritabilityChanged(boolean writable) {
        writability.add(writable);
    }

    @Override
    public void onClosed(CloseReason reason) {
        closed = Optional.of(reason);
    }

    /** Ticks until so many milliseconds are over, paced as it wants. */
    void run(int millis) {
        for (int step = 0; step < millis; step++) {
            nowMicros += 1_000;
            if (core.isPaced()) {
                core.pace(nowMicros);
            }
            if (nowMicros % ConnectionCore.TICK_MICROS == 0) {
                core.tick(nowMicros);
            }
        }
    }

    void receive(SrtPacket packet) {
        core.onPacket(packet, nowMicros);
    }

    /** The peer's packet of that number after the first, sent just now. */
    void receiveData(int offset, boolean retransmitted) {
        int flags =
                PacketHeader.flags(PacketHeader.SOLO, true, 0, 1)
                        | (retransmitted ? PacketHeader.RETRANSMITTED : 0);
        PacketHeader header =
                new PacketHeader((FIRST + offset) & 0x7FFFFFFF, flags, (int) nowMicros, 1);
        receive(new DataPacket(header, Unpooled.copyInt(offset)));
    }

    void receiveAck(int offset, int windowPackets) {
        receive(
                new FullAck(
                        (int) nowMicros,
                        1,
                        1,
                        (FIRST + offset) & 0x7FFFFFFF,
                        new Line(20_000, 1_000, windowPackets, 100, 1_000, 100_000)));
    }

    void send(int packets) {
        core.send(Unpooled.buffer().writeZero(packets * 1316), nowMicros);
    }

    /** What was sent of one kind, from then on. */
    <T extends SrtPacket> List<T> sent(Class<T> kind) {
        return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    SrtStatistics statistics() {
        return core.statistics(nowMicros);
    }

    @Override
    public void close() {
        core.abort();
    }
}
