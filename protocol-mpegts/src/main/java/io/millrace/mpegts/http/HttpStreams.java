package io.millrace.mpegts.http;

import io.millrace.stream.Counters;
import io.millrace.stream.HttpFront;
import io.millrace.stream.Reading;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Serves paths as endless streams over HTTP/1.1 and 1.0: {@code GET /<path>/mpegts} and other
 * {@link StreamForm forms}. Not a server: {@link #newHandler} goes into any pipeline of Netty's
 * right behind its {@code HttpServerCodec}; requests for something else pass it untouched. {@link
 * HttpStreamServer} is a server with nothing else in it. Thread-safe.
 *
 * @param timeout a reader that takes nothing of what was written ends after it; asked for each
 */
public record HttpStreams(
        Reading reading,
        List<StreamForm> forms,
        Supplier<Duration> timeout,
        HttpFront front,
        Counters counters) {
    public HttpStreams {
        forms = List.copyOf(forms);
        if (forms.isEmpty() || !timeout.get().isPositive()) {
            throw new IllegalArgumentException(forms.size() + " forms, time-out " + timeout.get());
        }
    }

    /** For pages of every origin, with nothing before it. */
    public HttpStreams(
            Reading reading, List<StreamForm> forms, Duration timeout, Counters counters) {
        this(reading, forms, () -> timeout, HttpFront.open(), counters);
    }

    /** A handler for one connection. */
    public ChannelHandler newHandler() {
        return new HttpStreamHandler(this, HttpStreamCounters.of(counters));
    }
}
