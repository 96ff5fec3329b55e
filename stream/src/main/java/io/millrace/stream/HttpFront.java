package io.millrace.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What stands before an HTTP server: proxies that tell whom they ask for, and browsers that ask
 * whose pages may read the answer (Fetch standard, CORS). Thread-safe.
 *
 * @param origins whose pages may read; {@code *} is everybody's
 * @param trusted proxies whose {@code X-Forwarded-For} is believed
 */
public record HttpFront(Supplier<List<String>> origins, Predicate<InetAddress> trusted) {
    private static final String EVERY = "*";
    private static final int MOST_HOPS = 32;

    /** Every page may read, no proxy is believed. */
    public static HttpFront open() {
        return new HttpFront(() -> List.of(EVERY), _ -> false);
    }

    /**
     * The value of {@code Access-Control-Allow-Origin}; empty where the answer is without it.
     *
     * @param asking the request's {@code Origin}
     */
    public Optional<String> allowedOrigin(Optional<String> asking) {
        List<String> allowed = origins.get();
        return allowed.contains(EVERY)
                ? Optional.of(EVERY)
                : asking.filter(origin -> allowed.stream().anyMatch(origin::equalsIgnoreCase));
    }

    /**
     * Who asks: the last address that is no trusted proxy.
     *
     * @param peer the other end of the connection
     * @param forwardedFor values of {@code X-Forwarded-For}, each a list of addresses, the nearest
     *     last; what is no address ends it
     */
    public InetSocketAddress viewer(InetSocketAddress peer, List<String> forwardedFor) {
        String whole = forwardedFor.stream().collect(Collectors.joining(","));
        List<String> hops = new ArrayList<>(List.of(whole.split(",", -1)));
        InetSocketAddress viewer = peer;
        for (String hop : hops.reversed().stream().limit(MOST_HOPS).toList()) {
            Optional<InetAddress> next = address(hop.strip());
            if (!trusted.test(viewer.getAddress()) || next.isEmpty()) {
                return viewer;
            }
            viewer = new InetSocketAddress(next.get(), 0);
        }
        return viewer;
    }

    private static Optional<InetAddress> address(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        try {
            return Optional.of(
                    InetAddress.ofLiteral(bracketed ? text.substring(1, text.length() - 1) : text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
