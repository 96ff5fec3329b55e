package io.millrace.stream;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Decides how many connections a peer may have. Thread-safe, never blocks. */
@FunctionalInterface
public interface ConnectionGate {
    /**
     * Counts a new connection.
     *
     * @return to be run once when it is closed; empty if the peer has too many
     */
    Optional<Runnable> enter(InetSocketAddress peer);

    /** Lets everybody in. */
    static ConnectionGate open() {
        return _ -> Optional.of(() -> {});
    }
}
