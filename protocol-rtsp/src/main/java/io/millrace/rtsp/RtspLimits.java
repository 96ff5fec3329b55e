package io.millrace.rtsp;

import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.tunnel.TunnelLimits;

/**
 * How much of peers is taken.
 *
 * @param connections open at once; more are closed at once
 * @param sessions open at once; more are refused with 453
 * @param waitingRequests of one connection or session that wait for an answer
 * @param tracks of one publication
 * @param accessUnitBytes of one picture or audio frame
 * @param writeBufferBytes that may wait for a slow reader's socket before its cursor waits
 * @param tunnels in HTTP that are not whole yet
 */
public record RtspLimits(
        MessageLimits message,
        int connections,
        int sessions,
        int waitingRequests,
        int tracks,
        int accessUnitBytes,
        int writeBufferBytes,
        TunnelLimits tunnels) {
    public static RtspLimits standard() {
        return new RtspLimits(
                MessageLimits.standard(),
                10_000,
                10_000,
                32,
                16,
                8 * 1024 * 1024,
                1024 * 1024,
                TunnelLimits.standard());
    }
}
