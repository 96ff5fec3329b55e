package io.millrace.systemtests;

import io.millrace.media.Track;
import io.millrace.rtsp.client.PullTarget;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspOutlet;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushUrl;
import io.millrace.stream.push.Pushes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Our RTSP client as a program of its own: pulls by one way, and publishes by another. */
final class TunnelRelay implements PullTarget, AutoCloseable {
    private static final PathName PATH = new PathName("relayed");
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final Counters counters = new Counters();
    private final MemoryStreamLog log = new MemoryStreamLog();
    private final ThreadTicker ticker = new ThreadTicker();
    private final InstantSource clock = InstantSource.system();
    private final RtspClient client = new RtspClient(counters);
    private final LogPublishing publishing =
            new LogPublishing(
                    log, new MemoryLeases(), PublishSettings.defaults(), counters, clock, ticker);
    private final Pushes pushes;

    /** One end of it. */
    record End(String url, RtspSource.Carrier carrier) {
        RtspSource source() {
            return RtspSource.of(RtspUrl.parse(url)).with(carrier);
        }
    }

    private TunnelRelay(End to) {
        this.pushes =
                new Pushes(
                        log,
                        _ -> new RtspOutlet(client, to.source(), counters),
                        _ -> WAIT.toMillis(),
                        counters,
                        new Pushes.Time(clock, ticker),
                        () -> Executors.newSingleThreadExecutor(Thread.ofVirtual().factory()));
        pushes.put(PATH, PushSettings.to(PushUrl.parse(to.url())));
    }

    static TunnelRelay start(End from, End to) throws Exception {
        TunnelRelay relay = new TunnelRelay(to);
        relay.client
                .pull(from.source(), relay)
                .toCompletableFuture()
                .get(WAIT.toSeconds(), TimeUnit.SECONDS);
        return relay;
    }

    @Override
    public CompletionStage<Publisher> open(List<Track> tracks) {
        return publishing.publish(PublishRequest.internal(PATH, "relay", tracks), _ -> {});
    }

    @Override
    public void close() {
        pushes.close();
        client.close();
        publishing.close();
        ticker.close();
        log.close();
    }
}
