package io.millrace.play;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.millrace.mpegts.http.HttpStreams;
import io.millrace.runtime.HttpConnections;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Publishing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpServerCodec;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Serves endless streams on the viewers' HTTP port, where one process has it and the way out: a
 * handler before Micronaut's takes their requests. Over HTTP/1 only.
 */
@Singleton
@Requires(beans = Publishing.class)
final class FrontDoorStreams implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private static final String NAME = "streams";

    private final Provider<HttpStreams> streams;
    private final Set<Integer> ports;

    FrontDoorStreams(Provider<HttpStreams> streams, MillraceConfig config) {
        this.streams = streams;
        this.ports = new HashSet<>(List.of(config.http().port(), config.tls().https().port()));
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(
            BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        HttpConnections.watch(
                event.getBean(),
                ports,
                new HttpConnections.Watcher() {
                    // Before a client may change to HTTP/2, over which a stream would be a page.
                    @Override
                    public void onConnected(Channel connection) {
                        add(connection);
                    }

                    @Override
                    public void onRequests(Channel connection) {
                        add(connection);
                    }
                });
        return event.getBean();
    }

    private void add(Channel connection) {
        ChannelHandlerContext codec = connection.pipeline().context(HttpServerCodec.class);
        if (codec != null && connection.pipeline().get(NAME) == null) {
            connection.pipeline().addAfter(codec.name(), NAME, streams.get().newHandler());
        }
    }
}
