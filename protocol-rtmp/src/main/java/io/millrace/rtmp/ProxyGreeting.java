package io.millrace.rtmp;

import io.millrace.stream.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the header of a proxy that is believed, before anything else of its connection, TLS
 * included. A proxy that sends none is cut off. Confined to the channel's event loop.
 */
final class ProxyGreeting extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyGreeting.class);
    private static final int PATIENCE_SECONDS = 5;

    private final Consumer<InetSocketAddress> admit;
    private final Runnable onMalformed;
    private @Nullable Future<?> deadline;
    private boolean broken;

    /**
     * For one connection.
     *
     * @param admit adds the handlers of what follows; gets the peer's address
     */
    ProxyGreeting(Consumer<InetSocketAddress> admit, Runnable onMalformed) {
        this.admit = admit;
        this.onMalformed = onMalformed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline =
                context.executor()
                        .schedule(
                                () -> refuse(context, "it says nothing"),
                                PATIENCE_SECONDS,
                                TimeUnit.SECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            Optional<ProxyHeader> header = ProxyHeader.decode(in);
            if (header.isPresent()) {
                InetSocketAddress proxy = (InetSocketAddress) context.channel().remoteAddress();
                admit.accept(header.get().source().orElse(proxy));
                context.fireChannelActive();
                context.pipeline().remove(this);
            }
        } catch (ProxyHeader.MalformedException e) {
            refuse(context, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(ChannelHandlerContext context, String why) {
        broken = true;
        LOG.warn("proxy {}: {}", context.channel().remoteAddress(), why);
        onMalformed.run();
        var _ = context.close();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
