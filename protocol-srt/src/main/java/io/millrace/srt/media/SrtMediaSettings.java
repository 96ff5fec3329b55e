package io.millrace.srt.media;

import io.millrace.stream.PathName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;

/**
 * What an SRT media server needs to know.
 *
 * @param address where to listen; port 0 takes a free one
 * @param latencyMillis how long packets are held back, at least; a peer may ask for more
 * @param timeout a publisher that brings no unit, or a reader that acknowledges nothing of what was
 *     sent, ends after it
 * @param paths what each path says of its own; called on event loops
 */
public record SrtMediaSettings(
        InetSocketAddress address,
        int latencyMillis,
        Duration timeout,
        Function<PathName, SrtPathSettings> paths) {
    /** The port where it is customary. */
    public static final int DEFAULT_PORT = 8890;

    private static final int DEFAULT_LATENCY_MILLIS = 120;
    private static final int MAX_LATENCY_MILLIS = 0xFFFF;

    public SrtMediaSettings {
        if (latencyMillis < 0 || latencyMillis > MAX_LATENCY_MILLIS || !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "SRT latency %d ms, time-out %s".formatted(latencyMillis, timeout));
        }
    }

    /** 120 ms of latency and 10 s of time-out, on {@code address}. */
    public static SrtMediaSettings on(InetSocketAddress address) {
        return new SrtMediaSettings(
                address,
                DEFAULT_LATENCY_MILLIS,
                Duration.ofSeconds(10),
                _ -> SrtPathSettings.DEFAULT);
    }

    /** The same with another latency. */
    public SrtMediaSettings withLatencyMillis(int millis) {
        return new SrtMediaSettings(address, millis, timeout, paths);
    }

    /** The same with another time-out. */
    public SrtMediaSettings withTimeout(Duration newTimeout) {
        return new SrtMediaSettings(address, latencyMillis, newTimeout, paths);
    }

    /** The same with settings of paths. */
    public SrtMediaSettings withPaths(Function<PathName, SrtPathSettings> newPaths) {
        return new SrtMediaSettings(address, latencyMillis, timeout, newPaths);
    }
}
