package io.millrace.srt.media;

import io.millrace.srt.ServerCounters;
import io.millrace.srt.SrtServer;
import io.millrace.srt.core.SrtSettings;
import io.millrace.stream.Counters;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.util.Optional;

/**
 * A media server over SRT: encoders publish into {@link Publishing}, players read from {@link
 * Reading}, on one UDP port; the stream id says which and where. What is not given is refused with
 * code 1403. Thread-safe; {@link #close} ends all sessions.
 */
public final class SrtMediaServer implements AutoCloseable {
    private static final int LINGER_MILLIS = 1_000;

    private final SrtServer server;

    /** The roles of a server. */
    public record Roles(Optional<Publishing> publishing, Optional<Reading> reading) {
        /** Both. */
        public static Roles of(Publishing publishing, Reading reading) {
            return new Roles(Optional.of(publishing), Optional.of(reading));
        }

        /** For publishers only. */
        public static Roles publishingTo(Publishing publishing) {
            return new Roles(Optional.of(publishing), Optional.empty());
        }

        /** For readers only. */
        public static Roles readingFrom(Reading reading) {
            return new Roles(Optional.empty(), Optional.of(reading));
        }
    }

    private SrtMediaServer(SrtServer server) {
        this.server = server;
    }

    /** Listens, on event loops of its own. */
    public static SrtMediaServer start(SrtMediaSettings settings, Roles roles, Counters counters)
            throws IOException {
        return start(settings, roles, counters, Optional.empty());
    }

    /** Listens, on the event loops given, which stay the caller's. Not to be called on one. */
    public static SrtMediaServer start(
            SrtMediaSettings settings,
            Roles roles,
            Counters counters,
            Optional<IoEventLoopGroup> loops)
            throws IOException {
        SrtSettings srt =
                SrtSettings.DEFAULT
                        .withLatencyMillis(settings.latencyMillis())
                        .withLingerMillis(LINGER_MILLIS);
        Admission admission = new Admission(roles, settings, srt, SrtMediaCounters.of(counters));
        ServerCounters shown = new ServerCounters(counters::counter);
        return new SrtMediaServer(
                SrtServer.start(settings.address(), srt, admission, loops, shown));
    }

    /** The UDP port that it listens on. */
    public int port() {
        return server.localAddress().getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
