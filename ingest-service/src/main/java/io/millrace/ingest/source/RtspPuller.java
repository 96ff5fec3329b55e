package io.millrace.ingest.source;

import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.Publisher;
import java.util.concurrent.CompletableFuture;

/** Pulls from RTSP servers and cameras. */
record RtspPuller(RtspClient client) implements Puller {
    @Override
    public Pull pull(PullRequest request, Feed feed) {
        Late<RtspPull> late = new Late<>(RtspPull::close);
        var _ =
                client.pull(
                                source(request),
                                tracks -> {
                                    if (!tracks.isEmpty()) {
                                        feed.describe(tracks);
                                    }
                                    return CompletableFuture.<Publisher>completedFuture(feed);
                                })
                        .whenComplete((pull, failure) -> {
                            if (failure == null) {
                                late.opened(pull);
                                var _ = pull.ended().thenAccept(why -> feed.fail(why.text()));
                            } else {
                                feed.fail(Problems.text(failure));
                            }
                        });
        return late;
    }

    private static RtspSource source(PullRequest request) {
        RtspSource source =
                RtspSource.of(RtspUrl.parse(request.address().text()))
                        .with(
                                switch (request.spec().source().transport()) {
                                    case AUTO -> RtspSource.Carrier.AUTO;
                                    case UDP -> RtspSource.Carrier.UDP;
                                    case MULTICAST -> RtspSource.Carrier.MULTICAST;
                                    case TCP -> RtspSource.Carrier.TCP;
                                    case HTTP -> RtspSource.Carrier.HTTP;
                                    case WEBSOCKET -> RtspSource.Carrier.WEBSOCKET;
                                });
        return request.spec().source().fingerprint().map(source::withCertificate).orElse(source);
    }
}
