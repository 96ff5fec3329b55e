package io.millrace.rtsp.tunnel;

import java.time.Duration;

/**
 * How many halves of tunnels may wait for their other half, and for how long.
 *
 * @param waiting of all peers
 * @param waitingPerAddress of one address
 * @param patience also for the next POST after one has ended
 */
public record TunnelLimits(int waiting, int waitingPerAddress, Duration patience) {
    public static TunnelLimits standard() {
        return new TunnelLimits(1_024, 64, Duration.ofSeconds(10));
    }
}
