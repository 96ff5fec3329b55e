package io.millrace.runtime;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * The connections to some of the HTTP server's ports. The one place that knows how Micronaut lets
 * pipelines be changed.
 */
public final class HttpConnections {
    private HttpConnections() {}

    /** What is done with each connection, on its event loop. */
    public interface Watcher {
        /** A client is connected, nothing of it was read. */
        void onConnected(Channel connection);

        /** The connection is ready for requests, of HTTP/1 or of HTTP/2. */
        default void onRequests(Channel connection) {}
    }

    /**
     * Tells of the connections from now on.
     *
     * @param registry where Micronaut asks what to do with a new channel
     * @param ports those whose connections are told; 0 is none
     */
    public static void watch(
            NettyServerCustomizer.Registry registry, Set<Integer> ports, Watcher watcher) {
        registry.register(
                new NettyServerCustomizer() {
                    @Override
                    public NettyServerCustomizer specializeForChannel(
                            Channel channel, ChannelRole role) {
                        return role == ChannelRole.CONNECTION && isOf(ports, channel)
                                ? new Connection(channel, watcher)
                                : this;
                    }
                });
    }

    /** The event loop of the connection that a request of Micronaut's server came by. */
    public static EventExecutor eventLoopOf(HttpRequest<?> request) {
        if (request instanceof NettyHttpRequest<?> received) {
            return received.getChannelHandlerContext().executor();
        }
        throw new IllegalArgumentException("not a request that came by a connection: " + request);
    }

    private static boolean isOf(Set<Integer> ports, Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress local
                && ports.contains(local.getPort());
    }

    private record Connection(Channel channel, Watcher watcher) implements NettyServerCustomizer {
        @Override
        public void onInitialPipelineBuilt() {
            watcher.onConnected(channel);
        }

        @Override
        public void onStreamPipelineBuilt() {
            watcher.onRequests(channel);
        }
    }
}
