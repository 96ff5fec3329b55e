package io.millrace.ingest.source;

import io.millrace.mpegts.http.HttpTsClient;
import io.millrace.mpegts.http.HttpTsException;
import io.millrace.mpegts.http.HttpTsRequest;
import io.millrace.mpegts.http.HttpTsSink;
import io.millrace.mpegts.http.HttpTsStream;
import io.millrace.stream.Counters;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.Optional;

/** Pulls over HTTP: endless MPEG-TS, FLV where the path ends so. */
record HttpPuller(HttpTsClient client, Counters counters) implements Puller {
    /** Bytes of a stream. Called on one event loop. */
    interface Input {
        void read(ByteBuf bytes);

        void finish();
    }

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        URI uri = URI.create(request.address().text());
        HttpTsRequest plain = HttpTsRequest.of(uri);
        HttpTsRequest asked =
                request.spec().source().fingerprint().map(plain::withCertificate).orElse(plain);
        Late<HttpTsStream> late = new Late<>(HttpTsStream::close);
        var _ =
                client.open(asked, new Sink(feed, input(request, uri, feed)))
                        .whenComplete((stream, failure) -> {
                            if (failure == null) {
                                late.opened(stream);
                            } else {
                                feed.fail(Problems.text(failure));
                            }
                        });
        return late;
    }

    private Input input(PullRequest request, URI uri, Feed feed) {
        if (String.valueOf(uri.getPath()).endsWith("flv")) {
            return new FlvInput(feed, counters);
        }
        TsPublication publication =
                new TsPublication(feed, request.title(), request.spec().transport(), counters);
        return new Input() {
            @Override
            public void read(ByteBuf bytes) {
                publication.read(bytes);
            }

            @Override
            public void finish() {
                publication.finish();
            }
        };
    }

    private record Sink(Feed feed, Input input) implements HttpTsSink {
        @Override
        public void onBytes(ByteBuf bytes) {
            input.read(bytes);
        }

        @Override
        public void onEnd(Optional<HttpTsException> problem) {
            input.finish();
            feed.fail(problem.map(Problems::text).orElse("the server ended the stream"));
        }
    }
}
