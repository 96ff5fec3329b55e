package io.millrace.stream;

import static io.millrace.stream.TestMedia.AUDIO;
import static io.millrace.stream.TestMedia.VIDEO;

import io.millrace.media.Track;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** Publishing, log and reading in one thread and manual time. */
public final class Rig {
    public static final PathName PATH = new PathName("live/a");

    public final ManualTime time = new ManualTime();
    public final Counters counters = new Counters();
    public final MemoryLeases leases = new MemoryLeases();
    public final StreamLog log;
    public final LogPublishing publishing;
    public final LogReading reading;

    public Rig() {
        this(ReadSettings.defaults());
    }

    public Rig(ReadSettings settings) {
        this(settings, new FaultyLog(), Runnable::run);
    }

    public Rig(FaultyLog faults) {
        this(ReadSettings.defaults(), faults, Runnable::run);
    }

    /** Likewise, with records acknowledged and delivered when {@code delivery} runs. */
    public Rig(ReadSettings settings, FaultyLog faults, Executor delivery) {
        faults.target(new MemoryStreamLog(64 << 20, time, delivery));
        log = faults;
        publishing =
                new LogPublishing(log, leases, PublishSettings.defaults(), counters, time, time);
        reading = new LogReading(log, _ -> settings, counters, time, time, Runnable::run);
    }

    public Publisher publish(Track... tracks) throws Exception {
        PublishRequest request = PublishRequest.internal(PATH, "test", List.of(tracks));
        return publishing.publish(request, _ -> {}).toCompletableFuture().get();
    }

    public Publisher publishBoth() throws Exception {
        return publish(VIDEO, AUDIO);
    }

    public LiveStream open() throws ExecutionException, InterruptedException {
        return reading.open(PATH).toCompletableFuture().get();
    }

    /** All records of the path, without the marks of epochs. */
    public List<StreamRecord> logged() throws Exception {
        return log.newest(PATH, 100_000).toCompletableFuture().get().stream()
                .map(LoggedRecord::record)
                .filter(record -> record.mark() != Mark.START)
                .toList();
    }

    public long count(String name, String... labels) {
        return counters.counter(name, labels).sum();
    }
}
