package io.millrace.rtmp.client;

import io.netty.channel.Channel;

/** A stream that is being played. Thread-safe. */
public final class RtmpPlayback implements AutoCloseable {
    private final Channel channel;
    private final PlayCounts counts;

    /**
     * What came.
     *
     * @param messages audio, video and data
     * @param bytes of their bodies
     * @param malformed messages that were passed over
     * @param droppedUnits that came before their codec's configuration
     */
    public record Statistics(
            long messages, long bytes, long units, long malformed, long droppedUnits) {}

    RtmpPlayback(Channel channel, PlayCounts counts) {
        this.channel = channel;
        this.counts = counts;
    }

    /**
     * Reads no more from the connection until {@link #resume}, so that the server is held back;
     * what has been read is still handed over. The stall time-out does not run meanwhile.
     */
    public void pause() {
        channel.config().setAutoRead(false);
    }

    public void resume() {
        channel.config().setAutoRead(true);
    }

    public Statistics statistics() {
        return counts.statistics();
    }

    /** Ends it; the sink is told when it has. */
    @Override
    public void close() {
        channel.eventLoop()
                .execute(() ->
                        channel.pipeline().fireUserEventTriggered(ClientConnection.Leave.NOW));
    }
}
