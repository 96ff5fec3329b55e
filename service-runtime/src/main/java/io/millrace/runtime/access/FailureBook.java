package io.millrace.runtime.access;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which addresses showed wrong credentials: each may do so {@value #BURST} times, and
 * once more every {@value #REFILL_MILLIS} ms. The same wrong name and password again costs nothing,
 * since nothing is learned from it: a camera with an old password locks nobody out. Holds {@value
 * #MAX_ADDRESSES} addresses, the longest unseen go first. Thread-safe.
 */
final class FailureBook {
    static final int BURST = 20;
    static final int REFILL_MILLIS = 3_000;
    static final int MAX_ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<InetAddress, Failures> entries =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };

    /**
     * Failures of an address.
     *
     * @param debtMillis how long until all is forgotten, as of {@code atMillis}
     * @param lastFingerprint of the newest wrong credentials
     */
    private record Failures(long atMillis, long debtMillis, Optional<String> lastFingerprint) {
        long debtMillis(long nowMillis) {
            return Math.max(0, debtMillis - Math.max(0, nowMillis - atMillis));
        }
    }

    FailureBook(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the address has to wait before it may try again. */
    synchronized boolean isBlocked(InetAddress address) {
        Failures entry = entries.get(address);
        return entry != null
                && entry.debtMillis(clock.millis()) > (long) (BURST - 1) * REFILL_MILLIS;
    }

    /**
     * Notes wrong credentials.
     *
     * @param fingerprint of them; empty where one cannot be told from another
     */
    synchronized void failed(InetAddress address, Optional<String> fingerprint) {
        long now = clock.millis();
        Failures before = entries.getOrDefault(address, new Failures(now, 0, Optional.empty()));
        boolean again = fingerprint.isPresent() && fingerprint.equals(before.lastFingerprint());
        long debt = before.debtMillis(now) + (again ? 0 : REFILL_MILLIS);
        entries.put(address, new Failures(now, debt, fingerprint));
    }

    synchronized int size() {
        return entries.size();
    }
}
