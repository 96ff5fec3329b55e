package io.millrace.srt.media;

import io.millrace.stream.EndReason;
import io.netty.util.concurrent.EventExecutor;
import java.util.Locale;

/**
 * What a session works with.
 *
 * @param peer for people: {@code srt 127.0.0.1:40122}
 * @param executor the connection's event loop
 */
record SessionContext(
        SrtMediaSettings settings, SrtMediaCounters counters, String peer, EventExecutor executor) {

    static String label(EndReason reason) {
        return label(reason.kind());
    }

    /** A constant as a counter's label. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
