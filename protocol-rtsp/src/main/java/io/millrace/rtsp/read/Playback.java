package io.millrace.rtsp.read;

import io.netty.util.concurrent.EventExecutor;
import java.util.List;

/** Media that flows to one peer, or to one multicast group. Confined to its executor. */
public interface Playback {
    /** The peer can take more again. */
    void resume();

    /** How long the peer has taken nothing of what waits for it. */
    long stalledMicros(long nowMicros);

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
