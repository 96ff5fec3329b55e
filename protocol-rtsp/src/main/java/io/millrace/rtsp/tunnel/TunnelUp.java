package io.millrace.rtsp.tunnel;

import io.millrace.rtsp.message.RtspException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The half of a tunnel that began with POST: its body is RTSP in base64, without end whatever
 * Content-Length says, and is never answered. Hands what it decodes to the other half, on that
 * one's event loop, and reads no more while that is behind. Confined to its event loop but for
 * {@link #attach} and {@link #end}.
 */
public final class TunnelUp extends ChannelInboundHandlerAdapter implements HttpTunnels.Half {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelUp.class);
    private static final int MOST_HELD_BYTES = 131_072;
    private static final int HIGH_BYTES = 1 << 20;
    private static final int LOW_BYTES = 1 << 18;

    private final HttpTunnels tunnels;
    private final HttpTunnels.Key key;
    private final HalfPatience patience;
    private final Base64Reader base64 = new Base64Reader();
    private final AtomicInteger underwayBytes = new AtomicInteger();
    private Optional<TunnelDown> down = Optional.empty();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf held;
    private boolean broken;

    public TunnelUp(HttpTunnels tunnels, HttpTunnels.Key key) {
        this.tunnels = tunnels;
        this.key = key;
        this.patience = new HalfPatience(tunnels);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        switch (tunnels.join(key, this)) {
            case HttpTunnels.Joined.Taken _ ->
                    tunnels.refuse(
                            added, "taken", "409 Conflict", "this tunnel has a POST already");
            case HttpTunnels.Joined.Alone _ -> waitForGet(added);
            case HttpTunnels.Joined.With(HttpTunnels.Half half) -> {
                if (half instanceof TunnelDown other) {
                    onDown(other);
                }
            }
        }
    }

    private void waitForGet(ChannelHandlerContext added) {
        if (!patience.enter(key)) {
            tunnels.refuse(
                    added, "limit", "503 Service Unavailable", "too many tunnels without a GET");
            return;
        }
        patience.begin(
                added.executor(),
                () ->
                        tunnels.refuse(
                                added,
                                "alone",
                                "408 Request Timeout",
                                "no GET with the same x-sessioncookie has come"));
    }

    /** The other half has come; any thread. */
    void attach(TunnelDown other) {
        onLoop(() -> onDown(other));
    }

    /** Closes the connection; any thread. */
    void end() {
        onLoop(() -> {
            if (context != null) {
                var _ = context.close();
            }
        });
    }

    private void onLoop(Runnable task) {
        if (context != null) {
            var _ = Handover.to(context.channel().eventLoop(), task);
        }
    }

    private void onDown(TunnelDown other) {
        patience.end();
        if (context == null || context.isRemoved()) {
            return;
        }
        down = Optional.of(other);
        var _ = Handover.to(other.loop(), () -> other.attached(this));
        if (held != null) {
            ByteBuf first = held;
            held = null;
            send(other, first);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (broken || !(message instanceof ByteBuf in)) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf out = reading.alloc().buffer(Base64Reader.mostBytes(in.readableBytes()));
        try {
            base64.read(in, out);
            if (down.isPresent()) {
                send(down.get(), out.retain());
            } else {
                hold(reading, out);
            }
        } catch (RtspException e) {
            onMalformed(reading, e);
        } finally {
            in.release();
            out.release();
        }
    }

    /** Requests that came before the other half. */
    private void hold(ChannelHandlerContext reading, ByteBuf bytes) {
        ByteBuf before = held == null ? reading.alloc().buffer() : held;
        held = before;
        if (before.readableBytes() + bytes.readableBytes() > MOST_HELD_BYTES) {
            tunnels.refuse(
                    reading, "early-bytes", "413 Content Too Large", "too much before the GET");
            return;
        }
        before.writeBytes(bytes);
    }

    /** A GET that is answered already may still be on its way to this loop: it is told then. */
    private void onMalformed(ChannelHandlerContext reading, RtspException e) {
        broken = true;
        if (down.isPresent()) {
            tellMalformed(reading, e);
        } else {
            reading.executor().execute(() -> tellMalformed(reading, e));
        }
    }

    private void tellMalformed(ChannelHandlerContext reading, RtspException e) {
        Optional<TunnelDown> other = down;
        if (other.isPresent()) {
            var _ = Handover.to(other.get().loop(), () -> other.get().fail(e));
        } else {
            tunnels.refuse(reading, "malformed", "400 Bad Request", e.reason());
        }
    }

    private void send(TunnelDown other, ByteBuf bytes) {
        int size = bytes.readableBytes();
        if (underwayBytes.addAndGet(size) > HIGH_BYTES) {
            setReading(false);
        }
        boolean taken =
                Handover.to(
                        other.loop(),
                        () -> {
                            other.feed(bytes);
                            if (underwayBytes.addAndGet(-size) <= LOW_BYTES) {
                                setReading(true);
                            }
                        });
        if (!taken) {
            bytes.release();
            end();
        }
    }

    private void setReading(boolean reading) {
        if (context != null && context.channel().config().isAutoRead() != reading) {
            context.channel().config().setAutoRead(reading);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        patience.end();
        tunnels.leave(key, this);
        if (held != null) {
            held.release();
            held = null;
        }
        if (down.isPresent()) {
            TunnelDown other = down.get();
            var _ = Handover.to(other.loop(), () -> other.detached(this));
        }
    }

    /** A connection that is lost costs this half. */
    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        LOG.debug("tunnel's POST: {}", cause.toString());
        var _ = failed.close();
    }
}
