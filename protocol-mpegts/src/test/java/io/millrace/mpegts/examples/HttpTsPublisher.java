package io.millrace.mpegts.examples;

import io.millrace.mpegts.http.HttpTsException;
import io.millrace.mpegts.http.HttpTsSink;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Publishes what comes over HTTP on a path, whose readers get it over any protocol. */
final class HttpTsPublisher implements HttpTsSink {
    private final Publisher publisher;
    private final TsPublication publication;

    HttpTsPublisher(Publisher publisher, Counters counters) {
        this.publisher = publisher;
        publication =
                new TsPublication(publisher, "http", TsPublication.Settings.DEFAULT, counters);
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        publication.read(bytes);
    }

    @Override
    public void onEnd(Optional<HttpTsException> problem) {
        publication.finish();
        String reason = problem.map(String::valueOf).orElse("the server ended the stream");
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, reason));
    }
}
