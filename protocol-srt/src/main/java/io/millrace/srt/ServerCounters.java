package io.millrace.srt;

import java.util.concurrent.atomic.LongAdder;

/** What a server counts over all its connections. Thread-safe. */
public final class ServerCounters {
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder malformedDatagrams = new LongAdder();
    final LongAdder strayDatagrams = new LongAdder();
    final LongAdder repeatedHandshakes = new LongAdder();

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

    /** Datagrams for no connection, or not from its peer. */
    public long strayDatagrams() {
        return strayDatagrams.sum();
    }
}
