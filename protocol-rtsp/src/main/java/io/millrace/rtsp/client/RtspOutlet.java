package io.millrace.rtsp.client;

import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushOutlet;
import io.millrace.stream.push.PushOutput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes to an RTSP or RTSPS server (RFC 2326, sections 10.3, 10.4 and 10.11): ANNOUNCE, SETUP of
 * each track over TCP, RECORD. Follows redirects. Thread-safe; an output is for one thread at a
 * time.
 */
public final class RtspOutlet implements PushOutlet {
    private static final Logger LOG = LoggerFactory.getLogger(RtspOutlet.class);
    private static final int MAX_REDIRECTS = 5;

    private final RtspClient client;
    private final RtspSource target;
    private final Counters counters;

    /** Of the target count URL, credentials, certificate, time-outs, and a tunnel as carrier. */
    public RtspOutlet(RtspClient client, RtspSource target, Counters counters) {
        this.client = client;
        this.target = target;
        this.counters = counters;
    }

    @Override
    public CompletionStage<PushOutput> connect(
            PathName path, List<Track> tracks, PushOutput.Listener listener) {
        CarriedTracks carried = CarriedTracks.of(Container.RTP, tracks);
        if (carried.carried().isEmpty()) {
            return CompletableFuture.failedFuture(new IOException(carried.refusal(path.value())));
        }
        carried.warning(path.value()).ifPresent(warning -> LOG.warn("{}: {}", target, warning));
        Call call = new Call(path, carried.carried(), listener);
        return connect(target, call, MAX_REDIRECTS);
    }

    /** What is published, for all tries. */
    private record Call(PathName path, List<Track> tracks, PushOutput.Listener listener) {}

    private CompletableFuture<PushOutput> connect(RtspSource to, Call call, int redirects) {
        return client.open(to, TunnelOpening.ENDLESS_BYTES)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                RtspClientException.notConnected(to.toString(), failure)))
                .thenCompose(connection -> record(connection, to, call))
                .exceptionallyCompose(failure -> {
                    Throwable cause =
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure;
                    return cause instanceof RecordSession.Redirected elsewhere && redirects > 0
                            ? connect(to.redirected(elsewhere.url()), call, redirects - 1)
                            : CompletableFuture.failedFuture(cause);
                });
    }

    private CompletableFuture<PushOutput> record(
            ClientConnection connection, RtspSource to, Call call) {
        RecordSession session =
                new RecordSession(
                        connection,
                        to,
                        new RecordSession.Media(call.path(), call.tracks(), counters),
                        call.listener());
        return session.start();
    }
}
