package io.millrace.packager;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.HttpFront;
import io.netty.channel.Channel;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the connections of each address to the viewers' ports, with those of other protocols, and
 * closes one that is too many. Connections of proxies that are believed are not counted: behind
 * them are many viewers.
 */
@Singleton
final class ViewerConnections implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final Provider<AccessControl> access;
    private final Provider<HttpFront> front;
    private final int port;
    private final int securePort;
    private final LongAdder refused;

    ViewerConnections(
            Provider<AccessControl> access,
            Provider<HttpFront> front,
            MillraceConfig config,
            Counters counters) {
        this.access = access;
        this.front = front;
        this.port = config.http().port();
        this.securePort = config.tls().https().port();
        this.refused = counters.counter("packager_connections_refused", "reason", "limit-per-ip");
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(
            BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(
                new NettyServerCustomizer() {
                    @Override
                    public NettyServerCustomizer specializeForChannel(
                            Channel channel, ChannelRole role) {
                        return role == ChannelRole.CONNECTION ? new Connection(channel) : this;
                    }
                });
        return registry;
    }

    private final class Connection implements NettyServerCustomizer {
        private final Channel channel;

        Connection(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void onInitialPipelineBuilt() {
            if (isViewers() && channel.remoteAddress() instanceof InetSocketAddress peer) {
                enter(peer);
            }
        }

        private boolean isViewers() {
            return channel.localAddress() instanceof InetSocketAddress local
                    && (local.getPort() == port || local.getPort() == securePort);
        }

        private void enter(InetSocketAddress peer) {
            if (front.get().trusted().test(peer.getAddress())) {
                return;
            }
            Optional<Runnable> place = access.get().limits().enter(peer);
            place.ifPresent(leave -> channel.closeFuture().addListener(_ -> leave.run()));
            if (place.isEmpty()) {
                refused.increment();
                var _ = channel.close();
            }
        }
    }
}
