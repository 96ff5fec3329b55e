package io.millrace.srt.media;

import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.netty.util.concurrent.EventExecutor;
import java.util.Locale;

/**
 * What a session works with.
 *
 * @param client the peer, before its stream id was read
 * @param executor the connection's event loop
 */
record SessionContext(
        SrtMediaSettings settings,
        SrtMediaCounters counters,
        Client client,
        EventExecutor executor) {

    /** For people: {@code srt 127.0.0.1:40122}. */
    String peer() {
        return client.peer();
    }

    static String label(EndReason reason) {
        return label(reason.kind());
    }

    /** A constant as a counter's label. */
    static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
