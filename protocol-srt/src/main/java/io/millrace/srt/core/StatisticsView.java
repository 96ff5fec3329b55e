package io.millrace.srt.core;

/** The figures of a connection, gathered from its parts. Confined to the connection. */
final class StatisticsView {
    /** What a datagram may have, headers of UDP and IP included. */
    private static final int MAX_PACKET_BYTES = 1500;

    private final ConnectionContext context;
    private final Counters counters;
    private final Sender sender;
    private final Receiver receiver;
    private final AckJournal acks;
    private final RateMeter sendRate;
    private final int payloadBytes;

    StatisticsView(
            ConnectionContext context,
            Sender sender,
            Receiver receiver,
            AckJournal acks,
            RateMeter sendRate) {
        this.context = context;
        this.sender = sender;
        this.receiver = receiver;
        this.acks = acks;
        this.sendRate = sendRate;
        counters = context.counters();
        payloadBytes = context.settings().buffers().payloadBytes();
    }

    SrtStatistics of(long nowMicros, long ageMicros) {
        return new SrtStatistics(
                ageMicros / 1_000,
                counters.pktSent,
                counters.pktSentUnique,
                counters.byteSent,
                counters.byteSentUnique,
                counters.pktRetrans,
                counters.byteRetrans,
                counters.pktSndLoss,
                counters.pktSndDrop,
                counters.byteSndDrop,
                counters.pktSentAck,
                counters.pktRecvAck,
                counters.pktSentNak,
                counters.pktRecvNak,
                counters.pktRecv,
                counters.pktRecvUnique,
                counters.byteRecv,
                counters.byteRecvUnique,
                counters.pktRcvRetrans,
                counters.pktRcvLoss,
                counters.pktRcvLoss * meanBytes(),
                counters.pktRcvDrop,
                counters.pktRcvDrop * meanBytes(),
                counters.pktRcvUndecrypt,
                counters.byteRcvUndecrypt,
                counters.pktRcvBelated,
                averageBelatedMillis(),
                counters.pktReorderDistance,
                counters.malformed,
                receiver.reorderTolerance(),
                context.rtt().micros() / 1_000.0,
                sendRate.megabitsPerSecond(),
                acks.bytesPerSecond() * 8 / 1e6,
                bandwidth(),
                sender.bytesPerSecond() * 8 / 1e6,
                MAX_PACKET_BYTES * 1e6 / sender.bytesPerSecond(),
                sender.flowWindowPackets(),
                sender.flightPackets(),
                sender.bufferedPackets(),
                sender.bufferedBytes(),
                sender.bufferedMicros(nowMicros) / 1_000,
                availableSendBytes(),
                receiver.bufferedPackets(),
                receiver.bufferedBytes(),
                receiver.bufferedMicros() / 1_000,
                (long) receiver.availablePackets() * payloadBytes,
                MAX_PACKET_BYTES,
                context.negotiated().sendLatencyMillis(),
                context.negotiated().receiveLatencyMillis(),
                receiver.clock().appliedDriftMicros() / 1_000);
    }

    private long meanBytes() {
        return counters.pktRecvUnique == 0
                ? payloadBytes
                : counters.byteRecvUnique / counters.pktRecvUnique;
    }

    private double averageBelatedMillis() {
        return counters.pktRcvBelated == 0
                ? 0
                : counters.belatedMicros / 1_000.0 / counters.pktRcvBelated;
    }

    /** Our peer's view of what we send to it, or else our own of what it sends. */
    private double bandwidth() {
        int packets =
                counters.linkPacketsPerSecond > 0
                        ? counters.linkPacketsPerSecond
                        : acks.peakPacketsPerSecond();
        return packets * 8.0 * MAX_PACKET_BYTES / 1e6;
    }

    private long availableSendBytes() {
        int packets = context.settings().buffers().sendPackets() - sender.bufferedPackets();
        return Math.max(0L, packets) * payloadBytes;
    }
}
