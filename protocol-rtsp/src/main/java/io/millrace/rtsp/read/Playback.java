package io.millrace.rtsp.read;

import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Media that flows to one peer, or to one multicast group. Confined to its executor. */
public interface Playback {
    /** The peer can take more again. */
    void resume();

    /** How long the peer has taken nothing of what waits for it. */
    long stalledMicros(long nowMicros);

    /** Where a playback of the past is, on the log's clock; empty for what is live. */
    default Optional<Instant> place() {
        return Optional.empty();
    }

    /** Ends it; nothing is told to the listener any more. */
    void close();

    /**
     * How a playback is to be.
     *
     * @param executor that everything runs on, and {@code play} is called on
     * @param tracks that were set up
     */
    record Request(
            RtspFlavour flavour,
            PacketOutput output,
            EventExecutor executor,
            List<Integer> tracks,
            ReadListener listener) {
        public Request {
            tracks = List.copyOf(tracks);
        }
    }
}
