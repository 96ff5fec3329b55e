package io.millrace.srt;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts over all its connections. Thread-safe. */
public final class ServerCounters {
    final LongAdder accepted;
    final LongAdder refused;
    final LongAdder malformedDatagrams;
    final LongAdder strayDatagrams;
    final LongAdder handedOverDatagrams;
    final LongAdder droppedDatagrams;
    final LongAdder repeatedHandshakes;
    final LongAdder handlerFailures;

    /** Where counts are kept. */
    @FunctionalInterface
    public interface Adders {
        /** The adder for a name. */
        LongAdder counter(String name);
    }

    /** Of this server alone. */
    public ServerCounters() {
        this(_ -> new LongAdder());
    }

    /**
     * Shown elsewhere too.
     *
     * @param adders the adder to use for a name such as {@code srt_stray_datagrams}
     */
    public ServerCounters(Adders adders) {
        accepted = adders.counter("srt_accepted");
        refused = adders.counter("srt_handshakes_refused");
        malformedDatagrams = adders.counter("srt_malformed_datagrams");
        strayDatagrams = adders.counter("srt_stray_datagrams");
        handedOverDatagrams = adders.counter("srt_handed_over_datagrams");
        droppedDatagrams = adders.counter("srt_dropped_datagrams");
        repeatedHandshakes = adders.counter("srt_repeated_handshakes");
        handlerFailures = adders.counter("srt_handler_failures");
    }

    /** Connections that began. */
    public long accepted() {
        return accepted.sum();
    }

    /** Callers that were refused, by the protocol or the application. */
    public long refused() {
        return refused.sum();
    }

    /** Datagrams that break the protocol. */
    public long malformedDatagrams() {
        return malformedDatagrams.sum();
    }

    /** Conclusions of callers that still wait for a decision, or whose connection has ended. */
    public long repeatedHandshakes() {
        return repeatedHandshakes.sum();
    }

    /** Datagrams that arrived at another socket of the server than their connection's. */
    public long handedOverDatagrams() {
        return handedOverDatagrams.sum();
    }

    /** Datagrams that a full socket did not take. */
    public long droppedDatagrams() {
        return droppedDatagrams.sum();
    }

    /**
     * Calls of the application that threw; each has ended its connection, or refused its caller.
     */
    public long handlerFailures() {
        return handlerFailures.sum();
    }

    /** Datagrams for no connection, or not from its peer. */
    public long strayDatagrams() {
        return strayDatagrams.sum();
    }
}
