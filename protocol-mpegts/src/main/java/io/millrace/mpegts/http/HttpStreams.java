package io.millrace.mpegts.http;

import io.millrace.stream.Counters;
import io.millrace.stream.Reading;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.List;

/**
 * Serves paths as endless streams over HTTP/1.1 and 1.0: {@code GET /<path>/mpegts} and other
 * {@link StreamForm forms}. Not a server: {@link #newHandler} goes into any pipeline of Netty's
 * right behind its {@code HttpServerCodec}; requests for something else pass it untouched. {@link
 * HttpStreamServer} is a server with nothing else in it. Thread-safe.
 *
 * @param timeout a reader that takes nothing of what was written ends after it
 */
public record HttpStreams(
        Reading reading, List<StreamForm> forms, Duration timeout, Counters counters) {
    public HttpStreams {
        forms = List.copyOf(forms);
        if (forms.isEmpty() || !timeout.isPositive()) {
            throw new IllegalArgumentException(forms.size() + " forms, time-out " + timeout);
        }
    }

    /** A handler for one connection. */
    public ChannelHandler newHandler() {
        return new HttpStreamHandler(this, HttpStreamCounters.of(counters));
    }
}
