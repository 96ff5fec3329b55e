package io.millrace.srt.core;

import io.millrace.srt.wire.ControlPacket;
import io.millrace.srt.wire.PacketCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What the halves of a connection share: settings, figures, and the way out. */
final class ConnectionContext {
    private static final int CONTROL_BYTES = 64;

    private final SrtSettings settings;
    private final Negotiated negotiated;
    private final DatagramOutput output;
    private final Counters counters = new Counters();
    private final RoundTripTime rtt = new RoundTripTime();
    private long nowMicros;
    private long lastTransmitMicros;

    /** Makes a control packet for a time and a peer. */
    @FunctionalInterface
    interface ControlPacketMaker {
        ControlPacket make(int timestampMicros, int destinationSocketId);
    }

    ConnectionContext(SrtSettings settings, Negotiated negotiated, DatagramOutput output) {
        this.settings = settings;
        this.negotiated = negotiated;
        this.output = output;
    }

    /** The time of whatever is handled now. */
    void setNow(long micros) {
        nowMicros = micros;
    }

    int timestamp(long micros) {
        return (int) (micros - negotiated.startMicros());
    }

    void send(ControlPacketMaker maker) {
        ByteBuf datagram = ByteBufAllocator.DEFAULT.buffer(CONTROL_BYTES);
        PacketCodec.write(maker.make(timestamp(nowMicros), negotiated.peerSocketId()), datagram);
        transmit(datagram, datagram.readableBytes());
    }

    void transmit(ByteBuf datagrams, int datagramBytes) {
        lastTransmitMicros = nowMicros;
        output.transmit(datagrams, datagramBytes);
    }

    long lastTransmitMicros() {
        return lastTransmitMicros;
    }

    SrtSettings settings() {
        return settings;
    }

    Negotiated negotiated() {
        return negotiated;
    }

    Counters counters() {
        return counters;
    }

    RoundTripTime rtt() {
        return rtt;
    }
}
