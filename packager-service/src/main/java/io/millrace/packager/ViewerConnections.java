package io.millrace.packager;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.millrace.runtime.HttpConnections;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.HttpFront;
import io.netty.channel.Channel;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Set<Integer> ports;
    private final LongAdder refused;

    ViewerConnections(
            Provider<AccessControl> access,
            Provider<HttpFront> front,
            MillraceConfig config,
            Counters counters) {
        this.access = access;
        this.front = front;
        this.ports = new HashSet<>(List.of(config.http().port(), config.tls().https().port()));
        this.refused = counters.counter("packager_connections_refused", "reason", "limit-per-ip");
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(
            BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        HttpConnections.watch(event.getBean(), ports, this::enter);
        return event.getBean();
    }

    private void enter(Channel connection) {
        if (!(connection.remoteAddress() instanceof InetSocketAddress peer)
                || front.get().trusted().test(peer.getAddress())) {
            return;
        }
        Optional<Runnable> place = access.get().limits().enter(peer);
        place.ifPresent(leave -> connection.closeFuture().addListener(_ -> leave.run()));
        if (place.isEmpty()) {
            refused.increment();
            var _ = connection.close();
        }
    }
}
