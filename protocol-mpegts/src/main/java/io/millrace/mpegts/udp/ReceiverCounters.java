package io.millrace.mpegts.udp;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts of a receiver while it runs. Thread-safe. */
record ReceiverCounters(
        LongAdder datagrams,
        LongAdder packets,
        LongAdder tornPackets,
        LongAdder rtpLost,
        LongAdder rtpLate,
        Map<BadDatagram, LongAdder> bad,
        LongAdder silences) {
    ReceiverCounters() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                ofEachReason(),
                new LongAdder());
    }

    private static Map<BadDatagram, LongAdder> ofEachReason() {
        Map<BadDatagram, LongAdder> counts = new EnumMap<>(BadDatagram.class);
        for (BadDatagram reason : BadDatagram.values()) {
            counts.put(reason, new LongAdder());
        }
        return counts;
    }

    void countBad(BadDatagram reason) {
        LongAdder count = bad.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    UdpTsCounts now() {
        return new UdpTsCounts(
                datagrams.sum(),
                packets.sum(),
                tornPackets.sum(),
                rtpLost.sum(),
                rtpLate.sum(),
                bad.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, entry -> entry.getValue().sum())),
                silences.sum());
    }
}
