package io.millrace.runtime;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpVersion;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.session.SessionRegistry;
import java.net.InetSocketAddress;

/**
 * Ends connections with an answer while the process lets its peers go (RFC 9112, section 9.6; RFC
 * 9113, section 6.8): who asks on for segments does so over a new connection, which the front door
 * gives to another pod. Connections end one after another over the first half of the drain, and in
 * the second half with their next answer, so that the other pods do not get all at once. No request
 * is refused for it. Never blocks.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class LeavingFilter {
    private static final double SPREAD = 0.5;
    private static final int TURNS = 1_024;
    private static final int MIX = 0x9E3779B9;

    private final Lifecycle lifecycle;
    private final SessionRegistry sessions;
    private final boolean drains;

    LeavingFilter(Lifecycle lifecycle, SessionRegistry sessions, MillraceConfig config) {
        this.lifecycle = lifecycle;
        this.sessions = sessions;
        this.drains = config.server().drainTime().isPositive();
    }

    @ResponseFilter
    void endConnection(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (!isOver(request.getRemoteAddress())) {
            return;
        }
        if (request.getHttpVersion() != HttpVersion.HTTP_2_0) {
            response.header(HttpHeaders.CONNECTION, "close");
        } else if (request instanceof NettyHttpRequest<?> received) {
            Http2Goodbye.say(received.getChannelHandlerContext().channel());
        }
    }

    private boolean isOver(InetSocketAddress client) {
        return switch (lifecycle.state()) {
            case STOPPED -> true;
            case LEAVING -> !drains || sessions.drained() > turn(client);
            case NEW, STARTING, READY -> sessions.drained() > turn(client);
        };
    }

    /** When it is a connection's turn: the same for all its requests, spread over all of them. */
    static double turn(InetSocketAddress client) {
        int mixed = (client.getPort() * MIX) >>> 16;
        return SPREAD * (mixed % TURNS) / TURNS;
    }
}
