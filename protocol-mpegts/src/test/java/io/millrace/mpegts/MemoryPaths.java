package io.millrace.mpegts;

import io.millrace.media.Track;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Paths whose log is in memory, with a grace of 700 ms where nothing else is said. */
public final class MemoryPaths implements AutoCloseable {
    public final Counters counters = new Counters();
    private final ThreadTicker ticker = new ThreadTicker();
    public final MemoryStreamLog log = new MemoryStreamLog();
    public final LogPublishing publishing =
            new LogPublishing(
                    log,
                    new MemoryLeases(),
                    PublishSettings.defaults(),
                    counters,
                    InstantSource.system(),
                    ticker);
    public final LogReading reading;

    public MemoryPaths() {
        this(2_000);
    }

    public MemoryPaths(long graceMillis) {
        reading =
                new LogReading(
                        log,
                        new ReadSettings(16 << 20, graceMillis, 30_000, 5_000),
                        counters,
                        InstantSource.system(),
                        ticker);
    }

    public Publisher publish(String path, Track... tracks) throws Exception {
        PublishRequest request =
                PublishRequest.internal(new PathName(path), "test", List.of(tracks));
        return publishing.publish(request, _ -> {}).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        publishing.close();
        reading.close();
        log.close();
        ticker.close();
    }
}
