package io.millrace.srt.core;

import io.millrace.srt.crypto.ReceiveKeys;
import io.millrace.srt.crypto.SendKeys;
import java.util.Optional;

/**
 * What a handshake has settled.
 *
 * @param initialSequence of both directions
 * @param clockTimestampMicros timestamp of the packet that the delivery clock starts from
 * @param clockArrivalMicros when that packet arrived
 * @param startMicros what our own timestamps count from
 */
public record Negotiated(
        int localSocketId,
        int peerSocketId,
        int initialSequence,
        int peerVersion,
        int flowWindowPackets,
        int receiveLatencyMillis,
        int sendLatencyMillis,
        int clockTimestampMicros,
        long clockArrivalMicros,
        long startMicros,
        Keys keys) {
    /** Both or none. */
    public record Keys(Optional<SendKeys> send, Optional<ReceiveKeys> receive) {
        public static final Keys NONE = new Keys(Optional.empty(), Optional.empty());
    }
}
