package io.millrace.stream.push;

/** Who knows the protocols. A seam: a service has them all. Thread-safe. */
@FunctionalInterface
public interface PushOutlets {
    /**
     * The far end that these settings name.
     *
     * @throws IllegalArgumentException if the protocol cannot use its URL; without secrets
     */
    PushOutlet outlet(PushSettings settings);
}
