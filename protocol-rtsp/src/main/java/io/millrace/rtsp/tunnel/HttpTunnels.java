package io.millrace.rtsp.tunnel;

import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Finds the two halves of each tunnel: a GET that brings RTSP down and a POST that takes it up in
 * base64, of the same address and with the same {@code x-sessioncookie} (Apple, "Tunnelling RTSP
 * and RTP over HTTP"). Whichever comes first waits for the other. Thread-safe.
 */
public final class HttpTunnels {
    private final TunnelLimits limits;
    private final Consumer<String> onRefused;
    private final Map<Key, Half> halves = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> waitingByAddress = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Of one server.
     *
     * @param onRefused is told in a word why a half is refused
     */
    public HttpTunnels(TunnelLimits limits, Consumer<String> onRefused) {
        this.limits = limits;
        this.onRefused = onRefused;
    }

    /** Whose tunnel it is: a cookie of another address is another tunnel. */
    public record Key(InetAddress address, String cookie) {}

    /** One of the two. */
    sealed interface Half permits TunnelDown, TunnelUp {}

    /** What came of a half. */
    sealed interface Joined {
        /** There is such a half already. */
        record Taken() implements Joined {}

        /** The other has not come yet. */
        record Alone() implements Joined {}

        /** The other one. */
        record With(Half other) implements Joined {}
    }

    /** Refuses a half, with words for people. */
    void refuse(ChannelHandlerContext context, String reason, String status, String why) {
        onRefused.accept(reason);
        HttpAnswer.refuse(context, status, why);
    }

    TunnelLimits limits() {
        return limits;
    }

    /** A tunnel is known by the half that it cannot be without, once that has come. */
    Joined join(Key key, TunnelDown down) {
        Half before = halves.get(key);
        while (true) {
            switch (before) {
                case null -> {
                    before = halves.putIfAbsent(key, down);
                    if (before == null) {
                        return new Joined.Alone();
                    }
                }
                case TunnelDown _ -> {
                    return new Joined.Taken();
                }
                case TunnelUp up -> {
                    if (halves.replace(key, up, down)) {
                        return new Joined.With(up);
                    }
                    before = halves.get(key);
                }
            }
        }
    }

    /** Likewise; a second one joins too, since clients may end a POST and begin another. */
    Joined join(Key key, TunnelUp up) {
        return switch (halves.putIfAbsent(key, up)) {
            case null -> new Joined.Alone();
            case TunnelDown down -> new Joined.With(down);
            case TunnelUp _ -> new Joined.Taken();
        };
    }

    void leave(Key key, Half half) {
        halves.remove(key, half);
    }

    /**
     * A place to wait in.
     *
     * @return gives it back, to be run once; empty where there are too many
     */
    Optional<Runnable> enter(Key key) {
        int ofAddress = waitingByAddress.merge(key.address(), 1, Integer::sum);
        if (waiting.incrementAndGet() > limits.waiting()
                || ofAddress > limits.waitingPerAddress()) {
            leave(key);
            return Optional.empty();
        }
        return Optional.of(() -> leave(key));
    }

    private void leave(Key key) {
        waiting.decrementAndGet();
        waitingByAddress.computeIfPresent(
                key.address(), (_, count) -> count == 1 ? null : count - 1);
    }
}
