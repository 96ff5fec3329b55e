package io.millrace.srt.core;

import io.millrace.srt.wire.ControlPacket.FullAck;
import io.millrace.srt.wire.ControlPacket.LightAck;
import io.millrace.srt.wire.ControlPacket.Line;
import io.millrace.srt.wire.SequenceNumber;

/**
 * Our acknowledgements (draft-sharabayko-srt, 3.2.4 and 4.8.1): a full one per tick when there is
 * news, a light one every {@value #LIGHT_INTERVAL_PACKETS} packets between, and the round-trip time
 * from the answers. Driven by its {@link ConnectionCore}; not thread-safe.
 */
final class AckJournal {
    private static final int ENTRIES = 256;
    private static final int LIGHT_INTERVAL_PACKETS = 64;
    private static final long RATE_MICROS = 1_000_000;

    private final ConnectionContext context;
    private final Receiver receiver;
    private final long[] sentMicros = new long[ENTRIES];
    private final int[] sequences = new int[ENTRIES];
    private final int[] numbers = new int[ENTRIES];
    private int lastNumber;
    private int lastSent;
    private int lastConfirmed;
    private long lastSentMicros;
    private int packetsSinceAck;
    private long rateFromMicros;
    private long ratePackets;
    private long rateBytes;
    private int packetsPerSecond;
    private int bytesPerSecond;
    private int peakPacketsPerSecond;

    AckJournal(ConnectionContext context, Receiver receiver, long nowMicros) {
        this.context = context;
        this.receiver = receiver;
        lastSent = context.negotiated().initialSequence();
        lastConfirmed = lastSent;
        rateFromMicros = nowMicros;
    }

    void onData() {
        packetsSinceAck++;
        if (packetsSinceAck >= LIGHT_INTERVAL_PACKETS) {
            packetsSinceAck = 0;
            int next = receiver.acknowledgeable();
            context.counters().pktSentAck++;
            context.send((timestamp, destination) -> new LightAck(timestamp, destination, next));
        }
    }

    void tick(long nowMicros) {
        measureRate(nowMicros);
        int next = receiver.acknowledgeable();
        boolean overdue = nowMicros - lastSentMicros > context.rtt().overdueMicros();
        if (next != lastSent || (next != lastConfirmed && overdue)) {
            sendFull(next, nowMicros);
        }
    }

    private void sendFull(int next, long nowMicros) {
        lastNumber = lastNumber == Integer.MAX_VALUE ? 1 : lastNumber + 1;
        int slot = lastNumber % ENTRIES;
        sentMicros[slot] = nowMicros;
        sequences[slot] = next;
        numbers[slot] = lastNumber;
        lastSent = next;
        lastSentMicros = nowMicros;
        packetsSinceAck = 0;
        Line line =
                new Line(
                        context.rtt().micros(),
                        context.rtt().varianceMicros(),
                        receiver.availablePackets(),
                        packetsPerSecond,
                        peakPacketsPerSecond,
                        bytesPerSecond);
        int number = lastNumber;
        context.counters().pktSentAck++;
        context.send((timestamp, destination) ->
                new FullAck(timestamp, destination, number, next, line));
    }

    /** The link can carry at least what it has carried: the highest rate stands for it. */
    private void measureRate(long nowMicros) {
        long elapsed = nowMicros - rateFromMicros;
        if (elapsed < RATE_MICROS) {
            return;
        }
        Counters counters = context.counters();
        packetsPerSecond = (int) ((counters.pktRecv - ratePackets) * 1_000_000 / elapsed);
        bytesPerSecond = (int) ((counters.byteRecv - rateBytes) * 1_000_000 / elapsed);
        peakPacketsPerSecond = Math.max(peakPacketsPerSecond, packetsPerSecond);
        ratePackets = counters.pktRecv;
        rateBytes = counters.byteRecv;
        rateFromMicros = nowMicros;
    }

    /** The peer has our acknowledgement; its time of travel is the round-trip time. */
    void onAcknowledged(int number, int timestampMicros, long nowMicros) {
        int slot = Math.floorMod(number, ENTRIES);
        if (number <= 0 || numbers[slot] != number) {
            return;
        }
        numbers[slot] = 0;
        context.rtt().add(nowMicros - sentMicros[slot]);
        receiver.clock().addDriftSample(timestampMicros, nowMicros, context.rtt().micros());
        if (SequenceNumber.isBefore(lastConfirmed, sequences[slot])) {
            lastConfirmed = sequences[slot];
        }
    }

    /** The most that has come in a second so far. */
    int peakPacketsPerSecond() {
        return peakPacketsPerSecond;
    }

    int bytesPerSecond() {
        return bytesPerSecond;
    }
}
