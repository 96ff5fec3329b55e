package io.millrace.rtsp.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is written to a tunnel's GET by its POST, each message in base64 of its own. What was
 * sent is kept until the server answers any of it, as it may refuse the POST and have another. Both
 * connections are on the same event loop.
 */
final class Base64Writer extends ChannelDuplexHandler {
    private static final int MOST_KEPT_BYTES = 65_536;

    private final List<byte[]> kept = new ArrayList<>();
    private @Nullable Channel up;
    private int keptBytes;
    private boolean keeping = true;

    /** From now on by that connection, beginning with what is kept. */
    void sendBy(Channel newUp) {
        up = newUp;
        kept.forEach(bytes -> {
            var _ = newUp.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        });
    }

    /** Whether all that was sent is kept. */
    boolean maySendAgain() {
        return keeping;
    }

    /** A connection that is not there yet closes itself when it comes. */
    void close() {
        if (up != null) {
            var _ = up.close();
        }
    }

    private void keep(byte[] bytes) {
        keptBytes += bytes.length;
        if (keptBytes > MOST_KEPT_BYTES) {
            forget();
        } else if (keeping) {
            kept.add(bytes);
        }
    }

    private void forget() {
        keeping = false;
        kept.clear();
    }

    /** The server has read the POST. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        forget();
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalArgumentException("only bytes are tunnelled"));
            return;
        }
        byte[] plain = new byte[bytes.readableBytes()];
        bytes.readBytes(plain);
        bytes.release();
        byte[] encoded = Base64.getEncoder().encode(plain);
        if (keeping) {
            keep(encoded);
        }
        Objects.requireNonNull(up, "no POST")
                .writeAndFlush(Unpooled.wrappedBuffer(encoded))
                .addListener(
                        (ChannelFutureListener)
                                written -> {
                                    if (!promise.isVoid() && written.isSuccess()) {
                                        promise.trySuccess();
                                    } else if (!promise.isVoid()) {
                                        promise.tryFailure(written.cause());
                                    }
                                });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        close();
    }
}
