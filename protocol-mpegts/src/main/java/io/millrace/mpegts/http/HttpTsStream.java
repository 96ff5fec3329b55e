package io.millrace.mpegts.http;

import io.netty.channel.Channel;
import java.net.URI;

/** A stream that is being read. Thread-safe. */
public final class HttpTsStream implements AutoCloseable {
    private final Channel channel;
    private final URI uri;
    private final Runnable end;

    HttpTsStream(Channel channel, URI uri, Runnable end) {
        this.channel = channel;
        this.uri = uri;
        this.end = end;
    }

    /** Where it comes from, after redirects; may contain secrets. */
    public URI uri() {
        return uri;
    }

    /**
     * Reads no more from the connection until {@link #resume}, so that the server is held back;
     * what has been read is still handed over. The read time-out does not run meanwhile.
     */
    public void pause() {
        channel.config().setAutoRead(false);
    }

    public void resume() {
        channel.config().setAutoRead(true);
    }

    /** Ends it; the sink is told when it has. */
    @Override
    public void close() {
        if (channel.isActive()) {
            channel.eventLoop().execute(end);
        }
    }
}
