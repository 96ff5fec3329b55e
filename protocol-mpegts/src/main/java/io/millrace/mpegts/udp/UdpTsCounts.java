package io.millrace.mpegts.udp;

import java.util.Map;

/**
 * What a receiver has seen so far.
 *
 * @param datagrams all, good and bad
 * @param packets of 188 bytes, handed to the sink
 * @param tornPackets begun in one datagram and not continued in the next: what lay between was lost
 * @param rtpLost RTP packets that did not come in time
 * @param rtpLate RTP packets that came after they were given up, or again
 * @param bad datagrams not used; every reason has its number
 * @param silences times that nothing usable came for the silence time-out
 */
public record UdpTsCounts(
        long datagrams,
        long packets,
        long tornPackets,
        long rtpLost,
        long rtpLate,
        Map<BadDatagram, Long> bad,
        long silences) {
    public UdpTsCounts {
        bad = Map.copyOf(bad);
    }

    /** Datagrams not used, of all reasons. */
    public long allBad() {
        return bad.values().stream().mapToLong(Long::longValue).sum();
    }
}
