package io.millrace.rtsp.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The half of a tunnel that began with GET. RTSP is written to its connection as it is; handlers
 * behind this one read what comes up through the other half as if it had come here. Ends where no
 * other half comes, and takes that with it. Confined to its event loop but for what {@link
 * TunnelUp} calls.
 */
public final class TunnelDown extends ChannelInboundHandlerAdapter implements HttpTunnels.Half {
    private final HttpTunnels tunnels;
    private final HttpTunnels.Key key;
    private final HalfPatience patience;
    private Optional<TunnelUp> up = Optional.empty();
    private @Nullable ChannelHandlerContext context;

    public TunnelDown(HttpTunnels tunnels, HttpTunnels.Key key) {
        this.tunnels = tunnels;
        this.key = key;
        this.patience = new HalfPatience(tunnels);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        switch (tunnels.join(key, this)) {
            case HttpTunnels.Joined.Taken _ ->
                    tunnels.refuse(added, "taken", "409 Conflict", "this tunnel has a GET already");
            case HttpTunnels.Joined.Alone _ -> {
                if (!patience.enter(key)) {
                    tunnels.refuse(
                            added,
                            "limit",
                            "503 Service Unavailable",
                            "too many tunnels without a POST");
                    return;
                }
                HttpAnswer.open(added);
                waitForAnother();
            }
            case HttpTunnels.Joined.With(HttpTunnels.Half half) -> {
                if (half instanceof TunnelUp other) {
                    other.attach(this);
                }
                HttpAnswer.open(added);
            }
        }
    }

    private void waitForAnother() {
        ChannelHandlerContext own = context;
        if (own != null) {
            patience.begin(
                    own.executor(),
                    () -> {
                        var _ = own.close();
                    });
        }
    }

    EventLoop loop() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context.channel().eventLoop();
    }

    /** A POST is there; the one before it is closed. */
    void attached(TunnelUp newUp) {
        if (context == null || context.isRemoved()) {
            newUp.end();
            return;
        }
        patience.end();
        up.ifPresent(TunnelUp::end);
        up = Optional.of(newUp);
    }

    /** A POST has ended; another may come. */
    void detached(TunnelUp old) {
        if (up.isPresent() && up.get() == old) {
            up = Optional.empty();
            waitForAnother();
        }
    }

    /** RTSP that came up; the bytes are taken over. */
    void feed(ByteBuf bytes) {
        if (context == null || context.isRemoved()) {
            bytes.release();
            return;
        }
        context.fireChannelRead(bytes);
        context.fireChannelReadComplete();
    }

    /** What came up is no base64: tells those behind. */
    void fail(Throwable cause) {
        if (context != null && !context.isRemoved()) {
            context.fireExceptionCaught(cause);
        }
    }

    /** Nothing is read here after the request. */
    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        patience.end();
        tunnels.leave(key, this);
        up.ifPresent(TunnelUp::end);
        up = Optional.empty();
    }
}
