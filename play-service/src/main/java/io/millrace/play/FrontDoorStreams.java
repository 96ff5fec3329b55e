package io.millrace.play;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.millrace.mpegts.http.HttpStreams;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Publishing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpServerCodec;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;

/**
 * Serves endless streams on the viewers' HTTP port, where one process has it and the way out: a
 * handler before Micronaut's takes their requests. Over HTTP/1 only.
 */
@Singleton
@Requires(beans = Publishing.class)
final class FrontDoorStreams implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private static final String NAME = "streams";

    private final Provider<HttpStreams> streams;
    private final int port;
    private final int securePort;

    FrontDoorStreams(Provider<HttpStreams> streams, MillraceConfig config) {
        this.streams = streams;
        this.port = config.http().port();
        this.securePort = config.tls().https().port();
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

        /** Before a client may change to HTTP/2, over which a stream would be a page. */
        @Override
        public void onInitialPipelineBuilt() {
            add();
        }

        @Override
        public void onStreamPipelineBuilt() {
            add();
        }

        private void add() {
            boolean viewers =
                    channel.localAddress() instanceof InetSocketAddress local
                            && (local.getPort() == port || local.getPort() == securePort);
            ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
            if (viewers && codec != null && channel.pipeline().get(NAME) == null) {
                channel.pipeline().addAfter(codec.name(), NAME, streams.get().newHandler());
            }
        }
    }
}
