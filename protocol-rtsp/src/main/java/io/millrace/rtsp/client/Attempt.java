package io.millrace.rtsp.client;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Counters;
import io.millrace.stream.Publisher;
import java.util.Optional;

/**
 * One try of a pull.
 *
 * @param lower what is asked for
 * @param redirects that led here
 * @param publisher that an earlier try over UDP opened, without a packet for it
 */
record Attempt(
        RtspSource source,
        PullTarget target,
        Counters counters,
        Lower lower,
        int redirects,
        Optional<Publisher> publisher) {
    private static final int MAX_REDIRECTS = 5;

    /** What carries the packets in one try. */
    enum Lower {
        UDP,
        MULTICAST,
        TCP
    }

    /** What a carrier is tried with first. */
    static Lower first(RtspSource.Carrier carrier) {
        return switch (carrier) {
            case AUTO, UDP -> Lower.UDP;
            case MULTICAST -> Lower.MULTICAST;
            case TCP, HTTP, WEBSOCKET -> Lower.TCP;
        };
    }

    Attempt redirected(RtspUrl next) {
        return new Attempt(
                source.redirected(next), target, counters, lower, redirects + 1, publisher);
    }

    Attempt overTcp(Optional<Publisher> opened) {
        return new Attempt(source, target, counters, Lower.TCP, redirects, opened);
    }

    /** Where an answer redirects to; empty where it may not be followed. */
    Optional<RtspUrl> redirect(RtspResponse response) {
        if (redirects >= MAX_REDIRECTS) {
            return Optional.empty();
        }
        try {
            return response.headers()
                    .first(Headers.LOCATION)
                    .map(RtspUrl::parse)
                    .filter(next -> next.tls() || !source.url().tls());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whether TCP is the next thing to try. */
    boolean mayFallBack() {
        return lower == Lower.UDP && source.carrier() == RtspSource.Carrier.AUTO;
    }
}
