package io.millrace.srt.media;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.core.SrtStatistics;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.netty.util.concurrent.EventExecutor;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a session works with.
 *
 * @param client the peer, with what its stream id shows
 * @param executor the connection's event loop
 * @param figures the newest statistics of the connection, which the session puts here
 */
record SessionContext(
        SrtMediaSettings settings,
        SrtMediaCounters counters,
        Client client,
        EventExecutor executor,
        AtomicReference<Optional<SrtStatistics>> figures) {

    static SessionContext of(
            SrtMediaSettings settings,
            SrtMediaCounters counters,
            Client client,
            EventExecutor executor) {
        AtomicReference<Optional<SrtStatistics>> figures = new AtomicReference<>(Optional.empty());
        Client withFigures =
                client.withStatistics(
                        () -> figures.get().map(SrtStatistics::toMap).orElseGet(Map::of));
        return new SessionContext(settings, counters, withFigures, executor, figures);
    }

    /** For people: {@code srt 127.0.0.1:40122}. */
    String peer() {
        return client.peer();
    }

    /** On the connection's event loop. */
    void takeFigures(SrtConnection connection) {
        Optional.ofNullable(connection.statistics().toCompletableFuture().getNow(null))
                .ifPresent(newest -> figures.set(Optional.of(newest)));
    }

    static String label(EndReason reason) {
        return label(reason.kind());
    }

    /** A constant as a counter's label. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
