package io.millrace.packager;

import io.millrace.runtime.session.ReportsSessions;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells operators which paths are packaged now: to control with the sessions of this pod, and as a
 * gauge a path. Looks at them once a second.
 */
final class MuxerReports implements ReportsSessions, AutoCloseable {
    private static final long PERIOD_MILLIS = 1_000;

    private final Supplier<Set<PathName>> watched;
    private final SessionRegistry sessions;
    private final Counters counters;
    private final Map<PathName, Muxer> shown = new HashMap<>();
    private final Ticker.Registration tick;

    private record Muxer(SessionRegistry.Entry entry, Counters.Gauge gauge) {
        void close() {
            entry.close();
            gauge.close();
        }
    }

    MuxerReports(
            Supplier<Set<PathName>> watched,
            SessionRegistry sessions,
            Counters counters,
            Ticker ticker) {
        this.watched = watched;
        this.sessions = sessions;
        this.counters = counters;
        this.tick = ticker.every(PERIOD_MILLIS, this::look);
    }

    private synchronized void look() {
        Set<PathName> now = watched.get();
        now.forEach(path -> shown.computeIfAbsent(path, this::open));
        shown.entrySet()
                .removeIf(each -> {
                    boolean gone = !now.contains(each.getKey());
                    if (gone) {
                        each.getValue().close();
                    }
                    return gone;
                });
    }

    private Muxer open(PathName path) {
        return new Muxer(
                sessions.open(
                        SessionRegistry.Kind.MUXER,
                        path,
                        Client.internal("hls"),
                        () -> "muxing",
                        _ -> {}),
                counters.gauge("packager_muxers", () -> 1, "path", path.value()));
    }

    @Override
    public synchronized void close() {
        tick.close();
        shown.values().forEach(Muxer::close);
        shown.clear();
    }
}
